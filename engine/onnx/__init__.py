"""Graphs of ONNX, read: from a file to a network file."""
