"""Scripts of PyTorch: a module, data, a loss and an optimiser that train as a network does.

Start with `engine.export.pytorch.script` (`script_of`). What an op is in PyTorch stands in
`engine.export.pytorch.ops` and `engine.export.pytorch.moves`. Nothing here needs PyTorch.
"""
