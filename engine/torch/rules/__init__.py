"""The ops of PyTorch as equations of the language: a rule for each.

Start with `table`, which has them all; they stand in a file for each family, `families`, and ops
that cannot be written, with the reason, in `refused`. A rule that is only a text is made by
`template`; what ONNX has too is in `engine.drafts.texts`.
"""
