/**
 * A Python program that runs the model beside it as plan.json says, with any of ONNX Runtime's packages. It reads everything
 * from plan.json, so it is the same for all plans.
 */
export const pythonSample = `"""Runs the model beside this file as plan.json says.

    pip install numpy onnxruntime        (onnxruntime-gpu for CUDA)
    python run.py [RUNS]

Replace random_feeds() with your data: inputs by name, as NumPy arrays.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime as ort

FOLDER = Path(__file__).resolve().parent
PLAN = json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))

PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "webgpu": "WebGpuExecutionProvider",
    "dml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
}
LEVELS = {
    "disabled": "ORT_DISABLE_ALL",
    "basic": "ORT_ENABLE_BASIC",
    "extended": "ORT_ENABLE_EXTENDED",
    "layout": "ORT_ENABLE_LAYOUT",
    "all": "ORT_ENABLE_ALL",
}
TYPES = {"bfloat16": np.uint16, "string": np.object_}


def open_session() -> ort.InferenceSession:
    plan = PLAN["session"]
    options = ort.SessionOptions()
    options.intra_op_num_threads = plan["threads"]
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    level = getattr(ort.GraphOptimizationLevel, LEVELS[plan["graphOptimization"]], None)
    options.graph_optimization_level = level or ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    for key, value in plan["configEntries"].items():
        options.add_session_config_entry(key, value)
    provider = PROVIDERS[plan["provider"]]
    if provider not in ort.get_available_providers():
        sys.exit(f"This onnxruntime has no {provider}; it has {', '.join(ort.get_available_providers())}.")
    path = FOLDER / PLAN["model"]["file"]
    return ort.InferenceSession(str(path), options, providers=[(provider, plan["providerOptions"])])


def random_feeds(seed: int = 0) -> dict:
    random = np.random.default_rng(seed)
    feeds = {}
    for port in PLAN["inputs"]:
        kind = np.dtype(TYPES.get(port["type"], port["type"]))
        if kind.kind == "f":
            feeds[port["name"]] = random.uniform(-1, 1, port["dims"]).astype(kind)
        elif kind.kind == "O":
            feeds[port["name"]] = np.full(port["dims"], "a", dtype=kind)
        else:
            feeds[port["name"]] = np.ones(port["dims"], dtype=kind)
    return feeds


def runner(session: ort.InferenceSession, feeds: dict):
    """A function that runs once. With binding 'device', inputs and outputs stay on the device, as CUDA graphs need it."""
    if PLAN["session"]["binding"] != "device":
        return lambda: session.run(PLAN["outputs"], feeds)
    binding = session.io_binding()
    for name, value in feeds.items():
        binding.bind_ortvalue_input(name, ort.OrtValue.ortvalue_from_numpy(value, "cuda", 0))
    # CUDA graphs replay fixed addresses, so the outputs of a first run are bound for all that follow.
    for name, value in zip(PLAN["outputs"], session.run(PLAN["outputs"], feeds, run_options_without_graph())):
        binding.bind_ortvalue_output(name, ort.OrtValue.ortvalue_from_numpy(value, "cuda", 0))

    def run():
        session.run_with_iobinding(binding)
        binding.synchronize_outputs()
        return binding.copy_outputs_to_cpu()

    return run


def run_options_without_graph() -> ort.RunOptions:
    options = ort.RunOptions()
    options.add_run_config_entry("gpu_graph_id", "-1")
    return options


def main() -> None:
    run_count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    run = runner(open_session(), random_feeds())
    for _ in range(3):
        outputs = run()
    durations = []
    for _ in range(run_count):
        start = time.perf_counter()
        outputs = run()
        durations.append(1000 * (time.perf_counter() - start))
    for name, output in zip(PLAN["outputs"], outputs):
        print(f"{name}: {output.dtype} {list(output.shape)}")
    print(f"median of {run_count} runs: {np.median(durations):.3f} ms")


if __name__ == "__main__":
    main()
`;
