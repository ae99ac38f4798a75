"""The headless engine: networks as equations, their derivation, their trace and their debugger.

It needs no terminal and can be used from a notebook:

    >>> from engine.debugger.debugger import Debugger
    >>> from engine.program.program import derive
    >>> from engine.network.reader import load_network
    >>> debugger = Debugger(derive(load_network("skip")))
    >>> debugger.goto(15).step.value
    0.75
"""
