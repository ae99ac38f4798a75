"""Modules of PyTorch, read: from a module and a loss to a network file, proved against torch.

Start with `imported` (`import_module`). `capture` has torch export the module and goes through the
graph, `writing` puts it into a draft by `rules`, a rule for each op, and `proof` compares what came
of it with torch. `watching` looks on while a person's loop trains. docs/design.md, "How a module of
torch becomes a network", has the files in order.
"""
