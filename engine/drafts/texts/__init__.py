"""Texts of equations, by what they compute: what PyTorch and ONNX have in common."""
