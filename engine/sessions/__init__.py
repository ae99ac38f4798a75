"""Sessions: everything that was done in the debugger, as JSON to go on from.

Start with `session` (what is kept) and `restore` (the debugger as it was). `files` writes and
reads.
"""
