"""Claims: what is said about a run, as data, each with a proof from the run.

Start with `claim`. Whoever says something (a reason, a note, a diagnosis) makes a claim of it
first, beside the words; `intervention` gives quantities other values, which proves causes.
"""
