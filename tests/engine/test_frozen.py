"""Frozen classes are what data classes of the standard library are."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.frozen import field_names, frozen, made_by, replace

Item = TypeVar("Item")


@frozen(slots=True)
class Base(Generic[Item]):
    items: tuple[Item, ...] = ()

    what: ClassVar[str] = "thing"


@frozen(slots=True)
class Point(Base[int]):
    x: float = 0.0
    names: Mapping[str, int] = made_by(factory=dict)


@dataclass(frozen=True, slots=True)
class DataBase(Generic[Item]):
    items: tuple[Item, ...] = ()

    what: ClassVar[str] = "thing"


@dataclass(frozen=True, slots=True)
class DataPoint(DataBase[int]):
    x: float = 0.0
    names: Mapping[str, int] = field(default_factory=dict)


POINTS = st.fixed_dictionaries(
    {},
    optional={
        "items": st.lists(st.integers(0, 1), max_size=2).map(tuple),
        "x": st.sampled_from([0.0, -0.0, 1.0, float("nan")]),
        "names": st.sampled_from([{}, {"a": 1}]),
    },
)


@given(POINTS, POINTS)
def test_is_as_a_data_class_is(one: dict[str, Any], other: dict[str, Any]) -> None:
    mine, theirs = [(kind(**one), kind(**other)) for kind in (Point, DataPoint)]
    assert (mine[0] == mine[1]) == (theirs[0] == theirs[1])
    assert repr(mine[0]) == repr(theirs[0]).replace("DataPoint", "Point")
    assert repr(replace(mine[0], **other)) == repr(mine[0].__class__(**{**one, **other}))
    assert repr(dataclasses.replace(mine[0], **other)) == repr(replace(mine[0], **other))
    assert dataclasses.asdict(mine[0]) == dataclasses.asdict(theirs[0])


def test_equality_is_that_of_fields_and_class() -> None:
    assert Point((1,), 2.0) == Point((1,), 2.0) != Point((1,), 3.0)
    assert Point((1,)) != DataPoint((1,))
    assert hash(Base((1, 2))) == hash(((1, 2),))
    assert len({Base((1,)), Base((1,)), Base((2,))}) == 2


def test_nothing_is_set_or_deleted() -> None:
    point = Point((1,))
    for change in (
        lambda: setattr(point, "x", 1.0),
        lambda: setattr(point, "other", 1.0),
        lambda: delattr(point, "x"),
    ):
        with pytest.raises(FrozenInstanceError):
            change()
    assert point.x == 0.0
    assert not hasattr(point, "__dict__")


def test_what_is_made_for_each_is_not_shared() -> None:
    assert Point().names is not Point().names
    given_names = {"a": 1}
    assert Point(names=given_names).names is given_names


def test_a_pattern_matches_fields_in_order() -> None:
    match Point((1,), 2.0):
        case Point(items, x):
            assert (items, x) == ((1,), 2.0)
    assert field_names(Point) == field_names(Point()) == ("items", "x", "names")


def test_identity_where_equality_is_not_asked_for() -> None:
    @frozen(eq=False, repr=False)
    class Kept:
        value: int

        @cached_property
        def double(self) -> int:
            return 2 * self.value

    kept = Kept(2)
    assert kept == kept != Kept(2)
    assert kept.double == 4
    assert repr(kept).startswith("<")


def test_what_is_written_by_hand_stays() -> None:
    @frozen()
    class Near:
        value: float

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Near) and round(self.value) == round(other.value)

        def __hash__(self) -> int:
            return 7

    assert Near(1.1) == Near(0.9)
    assert hash(Near(1.1)) == 7


def test_required_fields_are_asked_for() -> None:
    @frozen()
    class Pair:
        one: int
        other: int

    with pytest.raises(TypeError, match="other"):
        Pair(1)  # type: ignore[call-arg]


def test_the_first_frame_needs_no_data_class() -> None:
    code = (
        "import sys, tui.cli.open, tui.screens.first_frame; "
        "sys.exit(sorted({'dataclasses', 'inspect', 'decimal', 'fractions'} & {*sys.modules}) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_made_can_be_checked() -> None:
    @frozen()
    class Positive:
        value: int

        def __post_init__(self) -> None:
            if self.value <= 0:
                raise ValueError("not positive")

    assert Positive(1).value == 1
    with pytest.raises(ValueError, match="not positive"):
        Positive(0)
    with pytest.raises(ValueError, match="not positive"):
        replace(Positive(1), value=-1)


def test_a_data_class_is_replaced_as_well():
    @dataclasses.dataclass(frozen=True)
    class Point:
        x: int
        y: int = 2

    assert replace(Point(1), x=3) == Point(3, 2)


def test_the_fields_that_dataclasses_asks_for_are_made_once(monkeypatch):
    point, made = Point(x=1.0), []
    assert dataclasses.replace(point, x=2.0).x == 2.0
    monkeypatch.setattr(dataclasses, "make_dataclass", lambda *args, **_: made.append(args))
    assert dataclasses.replace(point, x=3.0).x == 3.0
    assert [each.name for each in dataclasses.fields(Point)] == ["items", "x", "names"]
    assert not made  # it was a millisecond for each replace, on the way of a step


def test_what_is_compared_first_by_a_class_below_is_compared_as_before() -> None:
    @frozen()
    class Above:
        x: float

    class Below(Above):
        pass

    @frozen()
    class Odd(Above):
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    one, two = Below(1.0), Below(2.0)
    assert one != two
    assert hash(one) == hash(Below(1.0)) == hash(Above(1.0))
    assert Above(1.0) == Above(1.0) != Above(2.0)
    assert Above(1.0) != one
    assert "__eq__" not in vars(Below)
    assert Odd(1.0) == Odd(2.0)
    assert hash(Odd(1.0)) == 7
