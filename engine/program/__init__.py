"""Programs: the forward, backward and update equations of a network, derived and put in order.

Start with `program` (`derive`) and `differentiation` (one equation, differentiated). `recipe` says
which network is run, and what is changed in it before.
"""
