"""Matching: which network, data, symbols and iteration a page is about."""
