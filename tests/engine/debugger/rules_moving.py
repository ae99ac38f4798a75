"""Rules of the machine that move: steps, iterations, marks, visits and breakpoints.

Each gives a command to the debugger and, in the simplest way, to the model.
"""

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from engine.debugger.cursor import Cursor
from engine.errors import DebuggerError
from tests.engine.debugger.driven import FAR, MOST

# Moving


@rule(count=st.integers(1, 30))
def step(machine, count):
    if machine.cursor.iteration > MOST:
        return
    machine.debugger.step(count)
    cursor = machine.cursor
    under_way = cursor.arrived is not None and cursor.arrived < machine.terms(
        cursor.iteration, cursor.step
    )
    machine.place_at(machine.moved(count - under_way))


@rule(count=st.integers(1, 30))
def back(machine, count):
    machine.debugger.back(count)
    taken = min(machine.cursor.arrived or 0, count)
    if taken == count:
        machine.place_at(replace(machine.cursor, arrived=machine.cursor.arrived - count))
    else:
        machine.place_at(machine.moved(taken - count))


@rule(count=st.integers(1, 4))
def into(machine, count):
    machine.debugger.into(count)
    for _ in range(count):
        cursor = machine.cursor
        terms = machine.terms(cursor.iteration, cursor.step)
        if cursor.arrived is None and terms > 1:
            machine.place_at(replace(cursor, arrived=0))
        elif cursor.arrived is not None and cursor.arrived < terms:
            machine.place_at(replace(cursor, arrived=cursor.arrived + 1))
        else:
            machine.place_at(replace(machine.moved(1), arrived=0))


@rule(data=st.data(), iteration=st.sampled_from([0, 0, 1, 1, 2, 3, 5, 9, 20, MOST]))
def goto(machine, data, iteration):
    step = data.draw(st.integers(0, machine.last), "step")
    machine.debugger.goto(step, iteration)
    machine.place_at(machine.at(step, iteration))


@rule(data=st.data(), arrived=st.sampled_from([None, 0, 1, 2]))
def goto_sum(machine, data, arrived):
    """Few steps are fan-in sums, and much is special about them."""
    sums = [
        step for step, equation in enumerate(machine.program.equations, 1) if equation.terms[1:]
    ]
    if sums:
        step = data.draw(st.sampled_from(sums), "sum")
        machine.debugger.goto(step)
        machine.place_at(Cursor(machine.cursor.iteration, step))
        if arrived is not None and machine.terms(machine.cursor.iteration, step) > 1:
            machine.debugger.into(arrived + 1)
            machine.place_at(replace(machine.cursor, arrived=arrived))


@rule(count=st.integers(-10, 10))
def iterations(machine, count):
    target = max(machine.cursor.iteration + count, 0)
    if target > MOST:
        return
    if count > 0:
        machine.debugger.next_iteration(count)
    else:
        machine.debugger.previous_iteration(-count)
    if count > 0 or machine.cursor.iteration:  # else it stays put, and says so
        machine.place_at(machine.at(machine.cursor.step, target))


@rule(iteration=st.integers(1, MOST))
def train(machine, iteration):
    for _ in machine.debugger.reach(iteration):
        pass


# Places to come back to


@rule(name=st.sampled_from("ab"))
def mark(machine, name):
    machine.debugger.mark(name)
    machine.marks[name] = machine.world.number, machine.cursor


@precondition(lambda machine: machine.marks)
@rule(data=st.data())
def jump(machine, data):
    name = data.draw(st.sampled_from(sorted(machine.marks)), "mark")
    come_back(machine, lambda: machine.debugger.jump(name), *machine.marks[name])


@rule(data=st.data())
def revisit(machine, data):
    visits = list(machine.debugger.stop.visits)
    if visits:
        visit = data.draw(st.sampled_from(visits), "visit")
        spot = visit.spot.branch, visit.spot.cursor
        come_back(machine, lambda: machine.debugger.revisit(visit.number), *spot)


def come_back(machine, move, number, cursor):
    if number >= len(machine.world.branches):
        with pytest.raises(DebuggerError, match="there is no branch"):
            move()
        return
    move()
    machine.world = replace(machine.world, number=number)
    machine.place_at(cursor)


# Looking for a place to stop


def places_of(machine, text):
    """The steps at which a breakpoint stops, up to as far as is looked."""
    replay, loss = machine.replay, machine.program.network.loss
    for iteration in range(machine.cursor.iteration + FAR + 1):
        if text.startswith("L < "):
            bound = float(text.removeprefix("L < "))
            before = iteration > 0 and replay.loss(iteration - 1) < bound
            if replay.loss(iteration) < bound and not before:
                yield iteration, machine.program.index[loss] + 1
        else:
            node, _, phase = text.partition(" ")
            for step, equation in enumerate(machine.program.equations, 1):
                if equation.node == node and phase in ("", equation.phase):
                    yield iteration, step


@rule(data=st.data(), forwards=st.booleans())
def search(machine, data, forwards):
    if machine.cursor.iteration > MOST - FAR:
        return
    node = next(iter(machine.program.network.relus or machine.program.network.definitions))
    texts = ["L < 0.4", "L < 0.7", "L < 3.2", f"{node}", f"{node} backward", "L update"]
    text = data.draw(st.sampled_from(texts[:-1]), "breakpoint")
    number = machine.debugger.break_at(text).breakpoints.latest.number
    search = machine.debugger.search(forwards)
    for _ in search:
        pass
    stop = machine.debugger.arrive(search)
    here = machine.cursor.iteration, machine.cursor.step
    places = list(places_of(machine, text))
    if forwards:
        found = next((Cursor(*place) for place in places if place > here), machine.cursor)
    else:
        found = next((Cursor(*place) for place in places[::-1] if place < here), machine.cursor)
    machine.place_at(found)
    assert stop.cursor == machine.cursor
    machine.debugger.delete_breakpoint(number)
