"""Offscreen."""
