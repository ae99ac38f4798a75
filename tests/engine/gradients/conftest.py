"""Rules that are broken on purpose."""

from dataclasses import replace

import pytest

from engine.language.ops import OPS


@pytest.fixture
def break_rule(monkeypatch):
    """Gives an op a rule that is wrong by a factor."""

    def break_rule(op, factor):
        rule = OPS[op].vjp

        def broken(*operands, **options):
            return tuple(factor * share for share in rule(*operands, **options))

        monkeypatch.setitem(OPS, op, replace(OPS[op], vjp=broken))

    return break_rule
