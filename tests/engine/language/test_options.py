"""Options beside the operands of an op: numbers and tuples of numbers, with names."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import ExpressionError, ShapeError
from engine.iterations.compile import compile_program
from engine.iterations.run import run_iteration
from engine.language import arrays, scalars
from engine.language.entries import entry
from engine.language.expression import Call, Name, substitute
from engine.language.notation import TEXT, Style
from engine.language.op import Option, call, function
from engine.language.ops import OPS, infer_shape, option_of
from engine.language.parser import parse
from engine.language.shapes import axes_of
from engine.language.values import evaluate, same, unwarned
from engine.program.program import derive

X = Name("x")


# Two options, a number each


def clip_vjp(g, site, x, low=0.0, high=1.0):
    del site
    inside = call("step", x - low) * call("step", high - x)
    return (g * inside,)


@pytest.fixture
def clip(monkeypatch):
    """An op with two options: a row, a line for numbers and a function for arrays."""
    row = replace(
        OPS["sigmoid"], name="clip", parameters=("x",), vjp=clip_vjp,
        notation=function("clip", "clip"), options=(Option("low", 0.0), Option("high", 1.0)),
    )  # fmt: skip
    monkeypatch.setitem(OPS, "clip", row)
    line = "{low} if {0} < {low} else {high} if {0} > {high} else {0}"
    monkeypatch.setitem(scalars.SCALAR_RULES.rules, "clip", line)
    monkeypatch.setitem(
        arrays.ARRAY_RULES.rules, "clip", lambda x, low=0.0, high=1.0: np.clip(x, low, high)
    )


@pytest.mark.usefixtures("clip")
@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("clip(x)", (), 0.5),
        ("clip(x, 0.75)", (("low", 0.75),), 0.75),
        ("clip(x, -1, 0.25)", (("low", -1.0), ("high", 0.25)), 0.25),
        ("clip(x, high=2, low=-1)", (("low", -1.0), ("high", 2.0)), 0.5),
        ("clip(x, -1, high=0.25)", (("low", -1.0), ("high", 0.25)), 0.25),
        ("clip(x, high=0.25)", (("high", 0.25),), 0.25),
    ],
)
def test_options_go_by_place_or_by_name_in_the_order_of_the_row(text, options, value):
    read = parse(text)
    assert read == Call("clip", (X,), options)
    assert parse(TEXT.write(read)) == read
    assert evaluate(read, {"x": 0.5}) == value
    assert evaluate(read, {"x": np.array([0.5, 0.0])})[0] == value


@pytest.mark.usefixtures("clip")
def test_options_are_written_by_name_and_kept_where_a_part_is_replaced():
    read = substitute(parse("clip(x, high=2, low=-0.5)"), {"x": Name("h0")})
    assert TEXT.write(read) == "clip(h0, low=-0.5, high=2)"
    assert Style().write(read) == "clip(h0, low=−0.5, high=2)"
    assert Style("latex").write(read) == r"\operatorname{clip}(h_{0}, low=-0.5, high=2)"
    assert option_of(read, "high") == 2.0
    assert option_of(parse("clip(x)"), "high") == 1.0
    assert hash(read) == hash(parse("clip(h0, -0.5, 2)"))


@pytest.mark.usefixtures("clip")
@pytest.mark.parametrize("w", [-3.0, 0.25, 0.6, 2.0])
@pytest.mark.parametrize("shape", [(), (2,)])
def test_two_options_go_through_derivation_and_compiled_code(w, shape, build, central_difference):
    value = w if shape == () else np.array([w, 0.3])
    network = build("h = clip(2*w, low=-1, high=1.5)\nL = sum(h*h)", w=value)
    program = derive(network)
    run = run_iteration(program, 0, program.start)
    with unwarned():
        end, loss, _ = compile_program(program)(program.start)
    assert all(map(same, end, run.end))
    h = np.clip(2 * np.asarray(value), -1, 1.5)
    assert loss == (h * h).sum()
    found = run.value(program.index["dL/dw"])
    assert found == pytest.approx(central_difference(network, "w"), abs=1e-6)


@pytest.mark.usefixtures("clip")
def test_an_entry_keeps_the_options():
    values = {"v": np.array([0.5, 3.0])}
    part = entry(parse("clip(v, high=2)"), (1,), {"v": (2,)}, values.__getitem__)
    assert TEXT.write(part) == "clip(v[1], high=2)"


def test_an_option_of_minus_0_is_not_taken_for_0():
    for slope, sign in (("-0.0", -1.0), ("0.0", 1.0), ("-0.0", -1.0)):
        found = evaluate(parse(f"leaky_relu(x, slope={slope})"), {"x": 0.0})
        assert math.copysign(1.0, found) == sign


# What is refused


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sum(x, axes=0)", "sum has no option 'axes': write sum(x, axis=0)"),
        ("expand_dims(x, keepdims=1)", "expand_dims has no option 'keepdims': write expand_dims("),
        ("relu(x, slope=1)", "relu has no option 'slope': write relu(z)"),
        ("clip(x, bottom=1)", "clip has no option 'bottom': write clip(x, low=0, high=0)"),
        ("sum(x, 0, axis=1)", "sum has its axis twice: write sum(x, axis=0)"),
        ("clip(x, 0, low=1)", "clip has its low twice: write clip(x, low=0, high=0)"),
        ("clip(x, 0, 1, 2)", "clip does not take 4 operands: write clip(x, low=0, high=0)"),
        ("clip(x, low=w)", "the low of clip has to be a number"),
        ("clip(x, low=(0, 1))", "the low of clip has to be a number"),
        ("leaky_relu(x, slope=x)", "the slope of leaky_relu has to be a number"),
        ("leaky_relu(x, slope=(1,))", "the slope of leaky_relu has to be a number"),
        ("sum(x, axis=(0, y))", "the axis of sum has to be a number or a tuple of numbers"),
        ("sum(x, axis=((0, 1), 2))", "the axis of sum has to be a number or a tuple of numbers"),
        ("sum(x, axis=())", "the axis of sum has to be a number or a tuple of numbers"),
        ("sum(x, axis=[0, 1])", "'[0, 1]' cannot be used here"),
        ("sum(x, axis='0')", "\"'0'\" is no number"),
        ("relu((x, 1))", "'(x, 1)' cannot be used here"),
    ],
)
@pytest.mark.usefixtures("clip")
def test_a_wrong_option_is_refused_in_one_line(text, message):
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_an_option_that_is_written_twice_is_refused():
    with pytest.raises(ExpressionError) as refused:
        parse("sum(x, axis=0, axis=1)")
    assert "axis" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sum(B, axis=(0, 3))", "an array of 2×3×4 has no axis 3"),
        ("mean(B, axis=(0, -4))", "an array of 2×3×4 has no axis -4"),
        ("sum(B, axis=(0, 0.5))", "an array of 2×3×4 has no axis 0.5"),
        ("sum(B, axis=(1, 1))", "axis 1 of an array of 2×3×4 is there twice"),
        ("sum(B, axis=(0, -3))", "axis 0 of an array of 2×3×4 is there twice"),
        ("sum(s, axis=(0,))", "a number has no axis 0"),
        ("expand_dims(B, axis=(0, 5))", "an array of 2×3×4 has no axis 5"),
        ("expand_dims(B, axis=(1, -4))", "axis 1 of an array of 2×3×4 is there twice"),
    ],
)
def test_an_axis_that_is_not_there_is_refused_in_one_line(text, message):
    with pytest.raises(ShapeError) as refused:
        infer_shape(parse(text), {"B": (2, 3, 4), "s": ()})
    assert str(refused.value) == message


# Several axes

AXES = st.integers(-3, 2).map(float)


def axes(rank):
    """Some axes, each once, counted from the front or the back."""
    each = st.permutations(range(rank)).flatmap(
        lambda order: st.integers(1, rank).map(lambda count: order[:count])
    )
    signs = st.lists(st.booleans(), min_size=rank, max_size=rank)
    return st.tuples(each, signs).map(
        lambda drawn: tuple(a - rank * back for a, back in zip(*drawn, strict=False))
    )


@given(data=st.data())
@pytest.mark.parametrize("op", ["sum", "mean", "expand_dims"])
def test_several_axes_are_those_of_numpy(op, data):
    shape = data.draw(hnp.array_shapes(min_dims=1, max_dims=4, max_side=3))
    x = data.draw(hnp.arrays(np.float64, shape, elements=st.integers(-8, 8).map(float)))
    chosen = data.draw(axes(len(shape)))
    if op == "expand_dims":  # whose axes are counted in the result
        chosen = tuple(axis % len(shape) for axis in chosen)
    found = evaluate(parse(f"{op}(x, axis={chosen})"), {"x": x})
    wanted = getattr(np, op)(x, axis=chosen)
    np.testing.assert_allclose(found, wanted, rtol=1e-15)
    assert np.shape(found) == np.shape(wanted)
    assert infer_shape(parse(f"{op}(x, axis={chosen})"), {"x": shape}) == np.shape(wanted)


def test_axes_are_counted_from_0():
    assert axes_of((0.0, -1.0), 3) == (0, 2)
    assert axes_of(None, 3) == (0, 1, 2)
    assert axes_of(-1.0, 3) == (2,)


# Round trip

NUMBERS = st.floats(allow_nan=False) | st.integers(-3, 3).map(float)


def calls(children):
    """Calls of all ops, with any of their options."""

    @st.composite
    def calls(draw):
        op = OPS[draw(st.sampled_from(sorted(OPS.keys() - {"neg", "pow"})))]
        options = []
        for option in op.options:
            value = NUMBERS
            if option.is_several:
                value |= st.lists(NUMBERS, min_size=1, max_size=3).map(tuple)
            if option.is_needed or draw(st.booleans()):
                options.append((option.name, draw(value)))
        operands = tuple(draw(children) for _ in range(op.operands))
        return Call(op.name, operands, tuple(options))

    return calls()


EXPRESSIONS = st.recursive(st.sampled_from("abc").map(Name), calls, max_leaves=8)


@given(EXPRESSIONS)
def test_what_is_written_with_options_reads_back_as_the_same_expression(expression):
    assert parse(TEXT.write(expression)) == expression
