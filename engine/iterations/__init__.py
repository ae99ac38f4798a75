"""Iterations."""
