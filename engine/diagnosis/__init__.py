"""The diagnosis of a training run: a verdict and its reasons, read off the run itself.

Start with `diagnosis` (the verdict) and `findings` (the reasons). `units` and `predictions`
measure, `movable` and `curvature` prove what training can still change.
"""
