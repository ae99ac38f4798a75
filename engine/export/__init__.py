"""Exports: steps, graphs and training runs as text for people and as data for machines.

Start with `steps` (a record for each step). `graph` writes DOT, Mermaid and JSON, `training` the
losses of a run.
"""
