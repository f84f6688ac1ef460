"""The same networks under torch.compile(mode="reduce-overhead") in FP16: latency of one run, with the wait for the device.

usage: python3 torch_peer.py OUT.json [NAME,NAME] [BATCH,BATCH]

Needs PyTorch with CUDA, torchvision and transformers. Inputs stay on the device; convolutional networks are channels-last.
"""

import json
import statistics
import sys
import time

import torch
import torchvision
import transformers

SEQUENCE = 128
RUNS = 240


def images(make, size):
    def build(batch):
        model = make(weights=None, init_weights=True) if make is not torchvision.models.resnet50 else make(weights=None)
        model = model.eval().half().cuda().to(memory_format=torch.channels_last)
        data = torch.rand(batch, 3, size, size, dtype=torch.half, device="cuda").to(memory_format=torch.channels_last)
        return model, (data,)

    return build


def bert(batch):
    config = transformers.BertConfig()
    model = transformers.BertModel(config, add_pooling_layer=False).eval().half().cuda()
    ids = torch.randint(0, 2, (batch, SEQUENCE), device="cuda")
    return model, (ids, torch.ones_like(ids), torch.zeros_like(ids))


networks = {
    "resnet50": images(torchvision.models.resnet50, 224),
    "inception_v3": images(torchvision.models.inception_v3, 299),
    "googlenet": images(torchvision.models.googlenet, 224),
    "bert_base": bert,
}


def measure(build, batch):
    torch._dynamo.reset()
    model, inputs = build(batch)
    compiled = torch.compile(model, mode="reduce-overhead")
    with torch.inference_mode():
        for _ in range(20):
            compiled(*inputs)
        torch.cuda.synchronize()
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            compiled(*inputs)
            torch.cuda.synchronize()
            times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    return {"p50": statistics.median(times), "p99": times[int(0.99 * len(times))]}


out = sys.argv[1]
names = sys.argv[2].split(",") if len(sys.argv) > 2 else list(networks)
batches = [int(b) for b in sys.argv[3].split(",")] if len(sys.argv) > 3 else [1, 32]
results = []
for name in names:
    for batch in batches:
        started = time.perf_counter()
        figures = measure(networks[name], batch)
        results.append({"network": name, "batch": batch, **figures})
        print(name, batch, {k: round(v, 3) for k, v in figures.items()}, f"{time.perf_counter() - started:.0f} s", flush=True)
        with open(out, "w") as file:
            json.dump({"torch": torch.__version__, "device": torch.cuda.get_device_name(), "results": results}, file)
