"""The identity of a plan: a hash of what is run, so that records of another are told apart."""

from __future__ import annotations

from hashlib import sha256

from engine.language.values import Value, is_array
from engine.program.program import Program
from engine.study.plan import Plan


def program_hash(plan: Plan) -> str:
    """The hash of the programs of a plan: of their equations, and of everything given in them."""
    found = sha256()
    for program in plan.programs:
        found.update(_said(program).encode())
    return found.hexdigest()[:16]


def plan_hash(plan: Plan) -> str:
    """The hash of a plan: of its programs, and of which runs it makes of them."""
    said = (program_hash(plan), plan.seeds, plan.rates, plan.iterations, plan.varied)
    return sha256(repr((*said, plan.optimisers)).encode()).hexdigest()[:16]


def _said(program: Program) -> str:
    network = program.network
    equations = [(each.symbol, each.terms) for each in program.equations]
    given = {name: _plain(value) for name, value in network.constants.items()}
    return repr((equations, given, dict(network.initialisers), network.conventions))


def _plain(value: Value) -> object:
    return value.tolist() if is_array(value) else value
