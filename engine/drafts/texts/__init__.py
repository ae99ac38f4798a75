"""Texts of equations, by what they compute: what PyTorch and ONNX have in common.

Start with `numbers` (how numbers and axes are written). A function takes operands and gives back a
text, or an operand where equations had to stand before it.
"""
