"""Modules of PyTorch, read: from a module and a loss to a network file, proved against torch."""
