"""The health of a network in one iteration: what is not finite, dead, linear, vanishing, exploding.

`engine.health.health` (`health_of`) is where to start reading.
"""
