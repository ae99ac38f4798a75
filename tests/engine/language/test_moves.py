"""Ops that put entries elsewhere, held against numpy, the complex step and a hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExpressionError, ShapeError
from engine.language.notation import TEXT, Style
from engine.language.ops import infer_shape
from engine.language.parser import parse
from engine.language.values import evaluate
from tests.engine.iterations.compiled import assert_same
from tests.engine.language.entries import assert_entries
from tests.engine.language.moved import MOVES, PLACING, call_of, drawn, reference
from tests.engine.language.operands import ANY, array_of, as_value, assert_gradients

X = np.arange(24.0).reshape(2, 3, 4)


@given(data=st.data())
@pytest.mark.parametrize("op", [op for op in MOVES if op != "fold"])
def test_values_are_those_of_numpy(op, data):
    call, values = drawn(data.draw, op)
    found = evaluate(call, values)
    np.testing.assert_array_equal(found, reference(call, *map(np.asarray, values.values())))
    shapes = {name: np.shape(value) for name, value in values.items()}
    assert infer_shape(call, shapes) == np.shape(found)


@given(data=st.data())
def test_fold_is_the_adjoint_of_unfold(data):
    call, values = drawn(data.draw, "fold")
    size = tuple(map(int, dict(call.options)["size"]))
    image = array_of(data.draw, (*np.shape(values["a"])[:-2], 2, *size), ANY)
    options = {name: value for name, value in call.options if name != "size"}
    seen = reference(call_of("unfold", options), image)
    assert np.vdot(seen, values["a"]) == pytest.approx(
        np.vdot(image, evaluate(call, values)), rel=1e-9, abs=1e-9
    )


@given(data=st.data())
@pytest.mark.parametrize("op", MOVES)
def test_every_entry_is_written_as_what_it_is(op, data):
    call, values = drawn(data.draw, op)
    assert_entries(call, values, evaluate(call, values))


@given(data=st.data())
@pytest.mark.parametrize("op", MOVES)
def test_derivatives_are_exact_and_compiled_code_has_the_same_bits(op, data, build, complex_step):
    call, values = drawn(data.draw, op)
    shape = np.shape(evaluate(call, values))
    weights = array_of(data.draw, shape, ANY)
    text = data.draw(st.sampled_from(["sum({}*C)", "sum(square({})*C)", "sum(tanh(C*{}))"]))
    inputs = {"C": weights}
    if op in PLACING:
        inputs["b"] = values.pop("b")
    network = build(f"L = {text.format(TEXT.write(call))}", inputs, **values)
    assert_gradients(network, complex_step, 1e-12)
    assert_same(network, 2)


@given(data=st.data())
@pytest.mark.parametrize("op", MOVES)
def test_what_is_written_reads_back_as_the_same_call(op, data):
    call, _ = drawn(data.draw, op)
    assert parse(TEXT.write(call)) == call


# Subscripts


INDICES = st.lists(
    st.sampled_from(["0", "1", "-1", ":", "1:", ":2", "::2", "::-1", "-2:", "2:0:-1", "None"]),
    min_size=1, max_size=4,
).map(", ".join)  # fmt: skip


@given(INDICES)
def test_a_subscript_takes_what_it_takes_in_python(index):
    try:
        wanted = eval(f"X[{index}]")  # noqa: S307  (a text from the list above)
    except IndexError:
        with pytest.raises(ShapeError):
            evaluate(parse(f"X[{index}]"), {"X": X})
        return
    np.testing.assert_array_equal(evaluate(parse(f"X[{index}]"), {"X": X}), wanted)
    assert parse(TEXT.write(parse(f"X[{index}]"))) == parse(f"X[{index}]")


@pytest.mark.parametrize(
    ("text", "unicode", "latex"),
    [
        ("x[0]", "x[0]", "{x}_{0}"),
        ("x[:, 1:3]", "x[:, 1:3]", "{x}_{:, 1:3}"),
        ("x[-1, ::2]", "x[-1, ::2]", "{x}_{-1, ::2}"),
        ("x[:, None]", "x[:, None]", "{x}_{:, None}"),
        ("(a + b)[0]", "(a + b)[0]", "{(a + b)}_{0}"),
        ("x.T", "xᵀ", r"{x}^\top"),
        ("reshape(x, (2, 8))", "reshape(x, (2, 8))", r"\operatorname{reshape}(x, (2, 8))"),
        ("concat(a, b, c, axis=1)", "concat(a, b, c, axis=1)",
         r"\operatorname{concat}(a, b, c, axis=1)"),
        ("concat(a, concat(b, c))", "concat(a, concat(b, c))",
         r"\operatorname{concat}(a, \operatorname{concat}(b, c))"),
    ],
)  # fmt: skip
def test_it_is_written_as_it_is_typed(text, unicode, latex):
    assert Style().write(parse(text)) == unicode
    assert Style("latex").write(parse(text)) == latex


def test_many_arrays_stand_side_by_side():
    rows = ", ".join(["x"] * 70)
    found = evaluate(parse(f"concat({rows})"), {"x": X})
    np.testing.assert_array_equal(found, np.tile(X, (70, 1, 1)))
    assert parse(f"concat(({rows}))") == parse(f"concat({rows})")
    assert TEXT.write(parse(f"concat({rows})")) == f"concat({rows})"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x[5]", "index 5 is out of range: axis 0 of an array of 2×3×4 has 2 places"),
        ("x[:, -4]", "index -4 is out of range: axis 1 of an array of 2×3×4 has 3 places"),
        ("x[0, 0, 0, 0]", "4 indices are too many for an array of 2×3×4"),
        ("x[2:]", "nothing is left of axis 0 of an array of 2×3×4"),
        ("x[1.5]", "an index has to be a whole number, not 1.5"),
        ("x[::0]", "the step of a slice is 0"),
        ("reshape(x, (5, 5))",
         "an array of 2×3×4 does not fit into 5×5: it has 24 entries, not 25"),
        ("reshape(x, (5, -1))", "an array of 2×3×4 does not fit into 5×-1: it has 24 entries"),
        ("reshape(x, (-1, -1))", "reshape finds one size that is -1, not 2: -1×-1"),
        ("reshape(x, (0, 24))", "a size has to be 1 or more, or -1 for what is left: 0×24"),
        ("reshape(x, (1e300,))", "an array of 2×3×4 does not fit into so large a shape"),
        ("unfold(x, 1, stride=inf)", "the stride is larger than any image"),
        ("permute(x, (1, 0))", "permute takes each axis once: an array of 2×3×4 has 3, not 2"),
        ("permute(x, (0, 0, 1))", "axis 0 of an array of 2×3×4 is there twice"),
        ("squeeze(x, axis=1)",
         "squeeze takes axes of size 1 away: axis 1 of an array of 2×3×4 has 3"),
        ("pad(x, -1)", "pad takes nothing away: a width is -1"),
        ("pad(x, (1, 1, 1, 1))", "pad has 4 widths for an array of 2×3×4"),
        ("concat(x, x[0])",
         "an array of 2×3×4 and a 3×4 matrix do not fit together along axis 0"),
        ("concat(x, x, 1)", "an array of 4×3×4 and a number do not fit together along axis 0"),
        ("unfold(x, 5)", "a kernel that spans 5 rows does not fit into 3"),
        ("unfold(x[0], 2)",
         "unfold takes images of (samples, channels, rows, columns), not a 3×4 matrix"),
        ("unfold(x, 0)", "the kernel has to be 1 or more, not 0"),
        ("fold(x, 3, 2)",
         "an array of 2×3×4 does not fit: such a kernel has 4 places and, on 3×3, 4 windows"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(text, message):
    with pytest.raises(ShapeError) as caught:
        evaluate(parse(text), {"x": X})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x[]", "not an expression at ']'"),
        ("x[()]", "there is nothing between the brackets: write an index, as in x[0]"),
        ("x[a:]", "a slice goes from one number to another: x[1:3]"),
        ("x[..., 0]", "behind ... may only stand None: write a : for each axis"),
        ("x['a']", "\"'a'\" is no number"),
        ("x[True]", "'True' is no number"),
        ("reshape(x)", "reshape needs its shape: write reshape(x, (2, -1))"),
        ("permute(x, 1, 0)", "permute does not take 3 operands: write permute(x, (1, 0))"),
        ("concat(x)", "concat does not take 1 operands: write concat(x, y, axis=0)"),
        ("unfold(x)", "unfold needs its kernel: write "
         "unfold(x, kernel=(3, 3), stride=1, padding=0, dilation=1)"),
        ("x.S", "'x.S' cannot be used here: write numbers, names, + - * / ** @, parentheses, x[0] "
         "and ops such as relu(z)"),
    ],
)  # fmt: skip
def test_what_is_no_index_is_refused(text, message):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert str(caught.value) == message


def test_one_number_stands_for_several():
    windows = evaluate(parse("unfold(x, 2)"), {"x": X})
    once = evaluate(parse("fold(w, (3, 4), (2, 2))"), {"w": windows})
    assert np.shape(once) == (2, 3, 4)
    for size in ("(3,)", "3"):
        found = evaluate(parse(f"fold(w[:, :4], {size}, 2)"), {"w": windows})
        np.testing.assert_array_equal(
            found, evaluate(parse("fold(w[:, :4], (3, 3), 2)"), {"w": windows})
        )
    np.testing.assert_array_equal(evaluate(parse("reshape(x, 24)"), {"x": X}), X.ravel())
    np.testing.assert_array_equal(evaluate(parse("permute(v, 0)"), {"v": X[0, 0]}), X[0, 0])


def test_a_number_is_given_axes_and_loses_them():
    assert evaluate(parse("reshape(2, (1, 1))"), {}) == np.full((1, 1), 2.0)
    assert evaluate(parse("squeeze(reshape(2, (1, 1)))"), {}) == 2.0
    assert as_value(np.asarray(evaluate(parse("squeeze(2)"), {}))) == 2.0
