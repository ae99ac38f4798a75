"""Rules of the machine that change something: values, programs, branches, what is taken back.

Each gives a command to the debugger and, in the simplest way, to the model.
"""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from engine.debugger.cursor import Cursor
from engine.errors import DebuggerError, SessionError
from engine.language.op import Conventions
from engine.language.values import is_finite, unwarned
from engine.program.program import Phase, derive
from engine.sessions.files import encode
from engine.sessions.restore import restore
from engine.sessions.session import Session, session_of
from tests.engine.debugger.driven import NUMBERS
from tests.engine.debugger.model import Change, World, frozen_in

# Changing


def change_here(machine, symbol, value):
    """The change that gives a symbol a value here."""
    index = machine.program.index.get(symbol)
    assigned = index is not None and index < machine.cursor.step
    kind = "start" if symbol in machine.program.base and not assigned else "result"
    iteration = machine.cursor.iteration
    if symbol == "lr":
        iteration += updates_begun(machine)
    return Change(kind, iteration, symbol, value, machine.cursor.iteration)


def updates_begun(machine):
    phases = [equation.phase for equation in machine.program.equations[: machine.cursor.step]]
    return Phase.UPDATE in phases


def draw_symbol(machine, data):
    """Any symbol, or that of the step."""
    here = machine.program.equations[max(machine.cursor.step, 1) - 1].symbol
    known = st.sampled_from([*machine.program.base, *machine.program.index])
    return data.draw(known | st.just(here), "symbol")


@rule(data=st.data(), number=NUMBERS)
def set_number(machine, data, number):
    symbol = draw_symbol(machine, data)
    shape = machine.program.shapes[symbol]
    change = change_here(machine, symbol, np.full(shape, number) if shape else number)
    machine.debugger.set_value(f"{symbol} = {number}")
    machine.branch_off(change)


@rule(data=st.data(), number=NUMBERS)
def set_entry(machine, data, number):
    symbol = draw_symbol(machine, data)
    shape, known = machine.program.shapes[symbol], machine.known(symbol)
    if not shape:
        return
    entry = tuple(data.draw(st.integers(0, size - 1)) for size in shape)
    text = f"{symbol}[{','.join(map(str, entry))}] = {number}"
    if known is None:
        with pytest.raises(DebuggerError, match="not computed yet"):
            machine.debugger.set_value(text)
        return
    value = known.copy()
    value[entry] = number
    if not np.isfinite(value).all():
        return
    change = change_here(machine, symbol, value)
    machine.debugger.set_value(text)
    machine.branch_off(change)


@rule(data=st.data(), factor=st.sampled_from([0.5, -1.0, 1.25]))
def set_multiple(machine, data, factor):
    symbol = draw_symbol(machine, data)
    known = machine.known(symbol)
    text = f"{symbol} = {factor}*{symbol}"
    if known is None:
        with pytest.raises(DebuggerError, match="not computed yet"):
            machine.debugger.set_value(text)
        return
    with unwarned():
        value = factor * known
    if not is_finite(value):
        return
    change = change_here(machine, symbol, value)
    machine.debugger.set_value(text)
    machine.branch_off(change)


@rule(rate=st.sampled_from([0.0, 0.05, 0.5, -0.1]))
def learning_rate(machine, rate):
    change = change_here(machine, "lr", rate)
    machine.debugger.set_learning_rate(rate)
    machine.branch_off(change)


@rule(data=st.data(), is_frozen=st.booleans())
def freeze(machine, data, is_frozen):
    name = data.draw(st.sampled_from(list(machine.program.network.parameters)), "parameter")
    steps = [machine.program.index[each] for each in machine.program.state_symbols.get(name, ())]
    first = min(machine.program.index[name], *steps, machine.last)
    iteration = machine.cursor.iteration + (machine.cursor.step > first)
    if (name in frozen_in(machine.changes, iteration)) is is_frozen:
        with pytest.raises(DebuggerError, match="frozen"):
            machine.debugger.freeze(name, is_frozen)
        return
    change = Change("freeze", iteration, name, is_frozen, machine.cursor.iteration)
    machine.debugger.freeze(name, is_frozen)
    machine.branch_off(change)


@rule(data=st.data(), kind=st.sampled_from(["convention", "seed", "reload"]))
def another_program(machine, data, kind):
    if kind == "convention":
        convention(machine, data.draw(st.sampled_from([0.0, 0.5, 1.0])))
    elif kind == "seed":
        reseed(machine, data.draw(st.integers(0, 5)))
    else:
        exchange(machine)


def convention(machine, at_zero):
    network = machine.program.network
    conventions = Conventions(at_zero, network.conventions.abs_at_zero)
    machine.debugger.set_convention("relu_at_zero", at_zero)
    machine.undoable.append(machine.world)
    machine.redoable.clear()
    machine.world = replace(
        machine.world, program=derive(replace(network, conventions=conventions))
    )
    machine.place_at(machine.cursor)


def reseed(machine, seed):
    network = machine.program.network
    if network.seed is None:
        with pytest.raises(DebuggerError, match="nothing in this network is drawn"):
            machine.debugger.reseed(seed)
        return
    other = replace(network.with_seed(seed), learning_rate=machine.known("lr"))
    machine.debugger.reseed(seed)
    machine.undoable.append(machine.world)
    machine.redoable.clear()
    machine.world = World(derive(other), ((),), 0, Cursor())


def exchange(machine):
    program = derive(machine.program.network)
    machine.debugger.exchange(program, machine.debugger.stop.recipe)
    machine.undoable, machine.redoable = [], []
    machine.world = replace(machine.world, program=program)
    machine.place_at(Cursor(0, machine.cursor.step))


# Sessions


@rule()
def save_and_load(machine):
    stop = machine.debugger.stop
    if stop.recipe is None:
        with pytest.raises(SessionError):
            session_of(stop)
        return
    session = msgspec.json.decode(encode(session_of(stop)), type=Session)
    restored = restore(session)
    restored.arrive()
    assert restored.is_whole
    machine.debugger = restored.debugger
    machine.undoable, machine.redoable = [], []
    machine.world = replace(machine.world, program=machine.debugger.stop.program)
    machine.place_at(machine.cursor)


# Branches


@rule(count=st.integers(1, 3))
def undo(machine, count):
    machine.debugger.undo(count)
    for _ in range(min(count, len(machine.undoable))):
        machine.redoable.append(machine.world)
        machine.world = replace(machine.undoable.pop(), cursor=machine.cursor)
    stay(machine)


@rule(count=st.integers(1, 3))
def redo(machine, count):
    machine.debugger.redo(count)
    for _ in range(min(count, len(machine.redoable))):
        machine.undoable.append(machine.world)
        machine.world = replace(machine.redoable.pop(), cursor=machine.cursor)
    stay(machine)


def stay(machine):
    """One stands where one stood, or where the iterations end that have been run."""
    last = machine.at(machine.cursor.step, machine.debugger.stop.timeline.length)
    is_far = machine.cursor.iteration > last.iteration + machine.few
    machine.place_at(last if is_far else machine.cursor)


@rule(data=st.data())
def switch(machine, data):
    number = data.draw(st.integers(0, len(machine.world.branches)), "branch")
    if number == len(machine.world.branches):
        with pytest.raises(DebuggerError, match="there is no branch"):
            machine.debugger.switch(number)
        return
    reached = machine.debugger.stop.branches.numbered(number).timeline.length
    machine.debugger.switch(number)
    machine.world = replace(machine.world, number=number)
    if machine.cursor.iteration > reached + machine.few:
        machine.place_at(machine.at(machine.cursor.step, reached))
    else:
        machine.place_at(machine.cursor)
