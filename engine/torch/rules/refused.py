"""Ops that nothing can be written for, each with the reason and another way."""

from __future__ import annotations

from collections.abc import Mapping

from engine.drafts.call import Call, Rule


def _refusing(reason: str) -> Rule:
    def rule(call: Call) -> str:
        return call.refuse(reason)

    return rule


_PLACE = (
    "says a place, which has no equation and no gradient: take it out of what is differentiated"
)
_DRAWN = "draws numbers anew in each iteration: give them to the model as an input"

REFUSED: Mapping[str, Rule] = {
    name: _refusing(reason)
    for reason, names in {
        _PLACE: ("argmax", "argmin", "argsort", "searchsorted", "bucketize", "nonzero"),
        "puts entries in order, which has no equation: write amax or amin for the largest or "
        "smallest": ("topk", "sort", "msort", "kthvalue", "median", "mode"),
        _DRAWN: (
            "rand", "randn", "randn_like", "rand_like", "randint", "randint_like", "randperm",
            "normal", "normal_", "uniform", "bernoulli", "multinomial", "exponential",
        ),
        "draws a noise that has no equation: write dropout": ("alpha_dropout",
                                                              "feature_alpha_dropout"),
        "is of complex numbers, which there are none of: write sines and cosines": (
            "view_as_complex", "view_as_real", "polar", "complex", "fft_fft", "fft_rfft",
            "fft_irfft", "stft",
        ),
    }.items()
    for name in names
}  # fmt: skip
"""The rules of ops that are refused."""
