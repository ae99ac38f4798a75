"""The derivation of a step, for people: its hand computation and what is said about it.

Start with `lines` (the hand computation) and `note` (the sentence). `board` draws matrices,
`samples` tells what each sample of a batch adds, `card` and `html` put all of it together.
"""
