"""Marking: marks, tables and feedback made of verdicts."""
