"""Judging: a verdict for every equality of a page."""
