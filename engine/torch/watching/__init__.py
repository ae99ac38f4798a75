"""A training loop of somebody else's, watched until a number in it is not finite.

Begin with `watcher.py`: what it looks at, and when. `tape.py` notes what the loop computes of what
the module gives, and `program.py` computes that again, so that it can be imported.
"""
