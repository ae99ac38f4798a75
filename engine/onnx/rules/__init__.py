"""How operators of ONNX are written in the language, a rule for each: start with `table`."""
