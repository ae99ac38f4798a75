"""What is said, with the claims that it is made of."""

from __future__ import annotations

from typing import NamedTuple

from engine.claims.claim import Claim


class Said(NamedTuple):
    """Something said: its words, and the claims that these are made of.

    Args:
        words: sentences, or a part of one.
        claims: what they claim, as far as it can be proved by numbers.
    """

    words: str = ""
    claims: tuple[Claim, ...] = ()

    def then(self, *others: Said) -> Said:
        """This and what is said after it."""
        parts = (self, *others)
        words = " ".join(part.words for part in parts if part.words)
        return Said(words, tuple(claim for part in parts for claim in part.claims))


NOTHING = Said()
