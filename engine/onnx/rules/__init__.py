"""How operators of ONNX are written in the language, a function for each."""
