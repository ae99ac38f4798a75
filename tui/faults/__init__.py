"""Faults: errors of the tool itself, kept to be reported, with nothing in them that is private.

Start with `fault` (what is known of one) and `notice` (what becomes of it). `kept` is the file that
they are kept in, `report` what a person sends.
"""
