"""The settings of a person: a file, variables of the environment, and what ships.

Start with `settings` (which there are) and `reading` (where each comes from). It is read by the
command line alone, which hands on what it says: nothing else knows that there is a file.
"""
