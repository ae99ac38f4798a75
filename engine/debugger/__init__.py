"""Debugger."""
