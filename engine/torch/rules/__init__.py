"""The ops of PyTorch as equations of the language: a rule for each, in `table`."""
