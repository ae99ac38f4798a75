"""Terminals, browsers and processes: what the app writes to and reads from.

Start with `driver` (what is written and read) and `compositor` (only what changed). `capabilities`
says what a terminal can show, `ending` how the app ends; `serve`, `door`, `page` and `sandbox` are
for browsers.
"""
