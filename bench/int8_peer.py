"""What ONNX Runtime's own tool makes of a model in INT8, to compare with `lathe optimize --precision int8`:

    python3 bench/int8_peer.py MODEL SAMPLES.npy OUT [minmax|entropy|percentile]
    lathe evaluate MODEL OURS OUT --data TEST.npy

Signed weights per channel, unsigned activations, Q/DQ form: what its documentation recommends for x86. Needs numpy, onnx, sympy and
onnxruntime.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

BATCH = 8
METHODS = {
    "minmax": CalibrationMethod.MinMax,
    "entropy": CalibrationMethod.Entropy,
    "percentile": CalibrationMethod.Percentile,
}


class Samples(CalibrationDataReader):
    def __init__(self, name, samples):
        self.batches = ({name: samples[start : start + BATCH]} for start in range(0, len(samples), BATCH))

    def get_next(self):
        return next(self.batches, None)


def main(model, samples, out, method="percentile"):
    name = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).get_inputs()[0].name
    with tempfile.TemporaryDirectory() as folder:
        prepared = str(Path(folder) / "prepared.onnx")
        quant_pre_process(model, prepared)
        quantize_static(
            prepared,
            out,
            Samples(name, np.load(samples)),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=METHODS[method],
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
