"""Every interpretation has a rule for every op, and says where one is missing."""

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

import engine
from engine.claims.motion import PROBE_RULES
from engine.derivation.board import BOARD_RULES
from engine.derivation.kinks import KINK_RULES
from engine.derivation.note_arrays import CHAIN_RULES
from engine.derivation.note_zeros import FACTOR_RULES
from engine.derivation.samples import SUMMAND_RULES
from engine.diagnosis.curvature import CURVATURE_RULES
from engine.diagnosis.movable import MOVABLE_RULES
from engine.gradients.jacobian import MARK_RULES
from engine.iterations.compiled_ops import COMPILED_RULES
from engine.language.arrays import ARRAY_RULES
from engine.language.entries import ENTRY_RULES
from engine.language.ops import OPS
from engine.language.rounding import BOUND_RULES
from engine.language.rules import Rules
from engine.language.scalars import SCALAR_RULES
from engine.language.sides import EXACT_RULES
from engine.language.unrolling import UNROLLED_RULES
from engine.network.batch import SAMPLE_RULES
from engine.network.skips import PASS_RULES
from engine.sweeps.graph import LOWERED_RULES
from engine.why.zeros import ZERO_RULES
from tests.engine.modules import engine_modules

INTERPRETATIONS = (
    SCALAR_RULES, ARRAY_RULES, COMPILED_RULES, ENTRY_RULES, SAMPLE_RULES, SUMMAND_RULES,
    CURVATURE_RULES, KINK_RULES, MARK_RULES, BOARD_RULES, CHAIN_RULES, FACTOR_RULES,
    MOVABLE_RULES, PASS_RULES, PROBE_RULES, ZERO_RULES, BOUND_RULES, EXACT_RULES, UNROLLED_RULES,
    LOWERED_RULES,
)  # fmt: skip
"""Those of the engine; what the app knows of ops is asked in the app's tests."""

ROOT = Path(engine.__file__).parents[1]


def undecided(interpretations, ops=OPS):
    """What is missing: the names of ops, each with the file that says nothing of it."""
    return [
        f"{op.name}: {rules.file}"
        for rules in interpretations
        for op in ops.values()
        if not rules.decided(op)
    ]


def without(rules, op):
    """The same interpretation with the rule of an op taken out."""
    left = {name: rule for name, rule in rules.rules.items() if name != op}
    return Rules(rules.name, rules.module, left, rules.defaults, rules.exceptions)


def unflagged(op, flags):
    """The row of an op with flags taken out."""
    return replace(op, **{flag: () if flag == "zero_if" else False for flag in flags})


def missed_without(rules, op):
    """What is missing of an interpretation once what decides an op is taken out."""
    if op in rules.rules:
        return undecided([without(rules, op)])
    flags = [flag for flag in rules.defaults if getattr(OPS[op], flag)]
    cut = replace(OPS[op], kinked=True) if flags == ["smooth"] else unflagged(OPS[op], flags)
    return undecided([rules], OPS | {op: cut})


def test_every_interpretation_decides_every_op():
    assert undecided(INTERPRETATIONS) == []


def test_every_interpretation_is_asked():
    found = {}
    for module in engine_modules():
        members = vars(importlib.import_module(module)).values()
        found |= {id(member): member for member in members if isinstance(member, Rules)}
    assert found.keys() == set(map(id, INTERPRETATIONS))


@pytest.mark.parametrize("rules", INTERPRETATIONS, ids=lambda rules: rules.name)
def test_an_interpretation_names_the_file_that_it_stands_in(rules):
    assert f"{rules.name}" in (ROOT / rules.file).read_text()
    assert "_RULES: Rules[" in (ROOT / rules.file).read_text()


@pytest.mark.parametrize("rules", INTERPRETATIONS, ids=lambda rules: rules.name)
def test_an_op_whose_rule_is_taken_out_is_missed(rules):
    # All in one test: there are more than a thousand of them.
    found = {op: missed_without(rules, op) for op in OPS}
    assert found == {op: [f"{op}: {rules.file}"] for op in OPS}


@pytest.mark.parametrize("rules", INTERPRETATIONS, ids=lambda rules: rules.name)
def test_a_default_that_is_taken_out_is_missed(rules):
    for flag in rules.defaults:
        left = {name: rule for name, rule in rules.defaults.items() if name != flag}
        cut = Rules(rules.name, rules.module, rules.rules, left, rules.exceptions)
        assert undecided([cut]) != []


@pytest.mark.parametrize("rules", INTERPRETATIONS, ids=lambda rules: rules.name)
def test_no_rule_of_an_op_hides_a_default_that_is_not_said_to_except_it(rules):
    hidden = {op for op in rules.rules if any(getattr(OPS[op], flag) for flag in rules.defaults)}
    assert hidden == set(rules.exceptions)
    assert rules.rules.keys() <= OPS.keys()


def test_a_new_op_is_missed_wherever_no_flag_decides_it():
    new = replace(OPS["softmax"], name="sparsemax")
    found = undecided(INTERPRETATIONS, OPS | {"sparsemax": new})
    plain = [rules for rules in INTERPRETATIONS if rules is not KINK_RULES]
    assert found == [f"sparsemax: {rules.file}" for rules in plain]
    with pytest.raises(KeyError, match="relu is not decided in engine/language/arrays"):
        without(ARRAY_RULES, "relu")["relu"]
