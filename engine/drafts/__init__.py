"""Network files that the tool writes itself: equations, groups and arrays, and names for them.

Start with `draft` (what is put together) and `drafted` (what comes of it). `call` and `operand` are
what a rule for an op of PyTorch or ONNX is given, and `texts` has the equations both write.
"""
