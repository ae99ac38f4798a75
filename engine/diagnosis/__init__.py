"""The diagnosis of a training run: a verdict and its reasons, read off the run itself.

Start with `diagnosis` (the words) and `verdicts` (what is decided). Verdicts and reasons are a
`statement` each, which the run proves; they stand in the modules that end in `_claims`. `findings`
makes the reasons, `ahead` and `minimum` tell what more training could bring, `movable` and
`curvature` prove what it can still change.
"""
