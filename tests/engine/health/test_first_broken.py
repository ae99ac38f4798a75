"""The first value that is not finite: where, of what, and why; in float64 and in fewer bits."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import derive
from engine.claims.not_finite import Reason
from engine.frozen import replace
from engine.health.first_broken import first_broken
from engine.iterations.timeline import Timeline
from engine.language.precision import PRECISIONS
from tests.engine.network.reading import read


def timeline_of(equation, precision="float64", y=0.0, lr=0.0, **values):
    given_ = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    text = f'loss = "L"\nequations = """\n{equation}\nL = mean(square(h)) + y*mean(h)\n"""\n'
    text += f"[inputs]\nx = 1.0\n[targets]\ny = {y}\n[parameters]\n{given_}\n"
    text += f"[training]\nlearning_rate = {lr}\n"
    return Timeline(derive(replace(read(text), precision=precision)))


def broken(*args, **kwargs):
    timeline = timeline_of(*args, **kwargs)
    found = first_broken(timeline, 0)
    if found is not None:
        assert found.holds(timeline)
        assert found.words(timeline.program, timeline.program.style)
    return found


@pytest.mark.parametrize(
    ("equation", "values", "reason", "said"),
    [
        ("h = exp(w*x)", {"w": 800.0}, Reason.OVERFLOW, "exp(800) is above 1.79769e+308"),
        ("h = -exp(w*x)", {"w": 800.0}, Reason.OVERFLOW, "exp(800) is above 1.79769e+308"),
        ("h = w*x*w", {"w": -1e200}, Reason.OVERFLOW, "(−1e+200) is above"),
        ("h = -w*x*w", {"w": 1e200}, Reason.OVERFLOW, "is below −1.79769e+308, the lowest"),
        ("h = x/w", {"w": 0.0}, Reason.DIVISION, "1 / 0 is a division by 0"),
        ("h = x/(w - w)", {"w": 3.0}, Reason.DIVISION, "1 / 0 is a division by 0"),
        ("h = (x - 1)/w", {"w": 0.0}, Reason.ZERO_BY_ZERO, "0 / 0 is no number"),
        ("h = log(w*x)", {"w": 0.0}, Reason.LOG_OF_ZERO, "ln(0) is −inf"),
        ("h = log(w*x)", {"w": -2.0}, Reason.LOG_OF_NEGATIVE, "the logarithm of a negative"),
        ("h = sqrt(w*x)", {"w": -2.0}, Reason.ROOT_OF_NEGATIVE, "a root of a negative number"),
        ("h = (w*x)**0.5", {"w": -2.0}, Reason.ROOT_OF_NEGATIVE, "a root of a negative number"),
        ("h = (w*x)**-1", {"w": 0.0}, Reason.DIVISION, "is a division by 0"),
    ],
)  # fmt: skip
def test_the_reason_is_told_with_its_numbers(equation, values, reason, said):
    found = broken(equation, **values)
    assert found.reason is reason
    assert (found.iteration, found.index) == (0, 0)
    timeline = timeline_of(equation, **values)
    assert said in found.words(timeline.program, timeline.program.style)


def test_the_entry_of_an_array_is_told():
    found = broken("h = log(w*x)", w=[[1.0, 2.0], [0.0, -1.0]])
    assert found.place == (1, 0)
    assert found.operands == (0.0,)
    assert found.reason is Reason.LOG_OF_ZERO


def test_sums_of_products_that_are_too_large_are_told():
    found = broken("h = A @ B*x", A=[[1e200, 1.0]], B=[[1e200], [2.0]])
    assert found.reason is Reason.OVERFLOW
    assert found.operands == ()


def test_what_the_backward_pass_divides_by_is_found():
    found = broken("h = sqrt(w*x)", w=0.0)
    assert found.index > 0
    assert found.reason in (Reason.DIVISION, Reason.ZERO_BY_ZERO)


def test_an_update_is_found():
    found = broken("h = w*x", w=1e150, lr=1e200)
    assert timeline_of("h = w*x", w=1e150).program.equations[found.index].symbol == "w"
    assert found.reason is Reason.OVERFLOW


def test_an_earlier_iteration_is_found():
    timeline = timeline_of("h = w*w*x", w=3.0, lr=1.0)
    for _ in timeline.reach(8):
        pass
    assert not timeline.run(8).starts_finite
    found = first_broken(timeline, 8)
    assert found.iteration < 8
    assert found.holds(timeline)


def test_an_infinity_that_does_no_harm_is_not_told():
    assert broken("h = w + 1/(1 + exp(200*x))", precision="float32", w=2.0) is None


def test_finite_numbers_are_not_told():
    assert broken("h = exp(w*x)", w=5.0) is None
    assert broken("h = exp(w*x)", precision="float32", w=5.0) is None


def test_float32_overflows_where_float64_does_not():
    found = broken("h = exp(w*x)", precision="float32", w=104.2)
    assert found.reason is Reason.OVERFLOW
    assert found.precision == "float32"
    assert found.operands == (struct.unpack("f", struct.pack("f", 104.2))[0],)
    timeline = timeline_of("h = exp(w*x)", w=104.2)
    words = found.words(timeline.program, timeline.program.style)
    assert words == "in float32 exp(104.2) is above 3.40282e+38; h is finite here"


def test_what_is_0_in_few_bits_is_told():
    found = broken("h = log(exp(-w*x))", precision="float32", w=110.0)
    assert found.reason is Reason.LOG_OF_ZERO
    assert found.here == (pytest.approx(math.exp(-110.0)),)
    timeline = timeline_of("h = log(exp(-w*x))", w=110.0)
    assert "as 1.68891e−48 is 0 there" in found.words(timeline.program, timeline.program.style)


def test_a_parameter_above_all_numbers_is_told():
    found = broken("h = w*x/100", precision="float16", w=[1.0, 1e5])
    assert (found.part.name, found.place) == ("w", (1,))


def test_what_an_update_goes_by_is_kept_in_full():
    text = '[training]\noptimiser = "adam"\nbeta2 = 0.99999\nlearning_rate = 0.1\n'
    network = read(
        'loss = "L"\nequations = """\nL = square(w*x)\n"""\n[inputs]\nx = 1\n'
        + "[parameters]\nw = 1.5\n"
        + text
    )
    timeline = Timeline(derive(replace(network, precision="bfloat16")))
    assert first_broken(timeline, 0) is None


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_numbers_are_rounded_as_the_formats_say(number):
    for name, code in (("float32", "f"), ("float16", "e")):
        kind = PRECISIONS[name]
        try:
            expected = struct.unpack(code, struct.pack(code, number))[0]
        except OverflowError:
            expected = math.copysign(math.inf, number)
        assert kind.rounded(number) == expected
        assert kind.rounded(np.full((2,), number)).tolist() == [expected, expected]
    short = PRECISIONS["bfloat16"].rounded(number)
    if math.isfinite(short) and abs(number) > 1e-30:
        assert abs(short - number) <= abs(number) * 2.0**-8 * 1.001
        mantissa, _ = math.frexp(short)
        assert (mantissa * 256).is_integer()


@given(st.floats(-120, 120), st.sampled_from(["float16", "bfloat16", "float32"]))
def test_an_overflow_is_told_exactly_where_numpy_has_one(w, name):
    """The oracle computes in numpy's own float32 and float16; bfloat16 has the range of float32."""
    kind = {"float16": np.float16}.get(name, np.float32)
    found = broken("h = exp(w*x)", precision=name, w=w)
    with np.errstate(all="ignore"):
        rounded = kind(PRECISIONS[name].rounded(w))
        h = np.exp(rounded)
        is_finite = np.isfinite(2 * h * h)  # which is dL/dw
    if abs(2.0 * math.exp(2.0 * w) / PRECISIONS[name].largest - 1.0) > 0.05:
        assert (found is None) == bool(is_finite)


MASKED = """
loss = "L"
equations = '''
s = where(m, -inf, w*x)
p = softmax(s)
L = mean(square(p)){more}
'''
[inputs]
x = [[1, 2], [3, 4]]
m = [[0, 1], [{last}, 0]]
[parameters]
w = 0.5
v = {v}
"""


def masked(last=0, more=" + v", v=1.0):
    return Timeline(derive(read(MASKED.format(last=last, more=more, v=v))))


def test_infinity_that_is_meant_is_not_told():
    timeline = masked()
    assert timeline.run(0).first_non_finite() is None
    assert timeline.first_non_finite(0, 1) is None
    assert first_broken(timeline, 0) is None
    assert first_broken(Timeline(replace_precision(timeline, "float16")), 0) is None


def replace_precision(timeline, name):
    return derive(replace(timeline.program.network, precision=name))


def test_what_is_made_of_infinity_is_told():
    text = MASKED.replace("[0, 1]", "[1, 1]").format(last=0, more=" + v", v=1.0)
    timeline = Timeline(derive(read(text)))
    found = first_broken(timeline, 0)
    assert timeline.program.equations[found.index].symbol == "p"
    assert found.reason is Reason.INFINITE
    assert found.holds(timeline)
    said = found.words(timeline.program, timeline.program.style)
    assert "is no number: it is computed of infinity" in said


def test_an_overflow_beside_a_mask_is_told():
    timeline = masked(more=" + exp(v)", v=800.0)
    found = first_broken(timeline, 0)
    assert found.reason is Reason.OVERFLOW
    assert found.operands == (800.0,)
    assert found.holds(timeline)


def test_the_value_of_the_step_is_told_beside_the_part_that_makes_it_so():
    timeline = timeline_of("h = -2*log(w*x)", w=[0.0, 1.0])
    words = first_broken(timeline, 0).words(timeline.program, timeline.program.style)
    assert words == "h is inf: in it ln(0) at [0] is −inf"


def test_what_breaks_in_few_bits_before_it_breaks_in_float64_comes_first():
    timeline = timeline_of("h = exp(w*x)", precision="float32", w=400.0)
    found = first_broken(timeline, 0)
    assert (found.precision, found.index) == ("float32", 0)
    assert found.holds(timeline)
    later = timeline_of("h = exp(w*x)", w=400.0)
    assert first_broken(later, 0).index > 0


def test_where_both_break_at_the_same_step_the_numbers_are_those_of_float64():
    found = broken("h = exp(w*x)", precision="float32", w=800.0)
    assert (found.precision, found.index) == ("float64", 0)


def test_infinity_that_is_written_is_told_where_the_loss_comes_of_it():
    text = 'loss = "L"\nequations = """\nz = w*x\nL = z*inf\n"""\n[inputs]\nx = 1\n'
    timeline = Timeline(derive(read(f"{text}[parameters]\nw = 2\n")))
    found = first_broken(timeline, 0)
    assert found.holds(timeline)
    words = found.words(timeline.program, timeline.program.style)
    assert words == "L is inf: infinity is written in its equation"


def test_an_infinity_in_few_bits_that_spoils_nothing_is_not_told():
    timeline = timeline_of("h = w + 1/(1 + exp(80*w*x))", precision="float16", w=2.0, lr=0.5)
    assert first_broken(timeline, 0) is not None  # its gradient is infinity times 0
    timeline = timeline_of("h = w + 1/(1 + exp(80*x))", precision="float16", w=2.0, lr=0.5)
    assert first_broken(timeline, 0) is None


PADDED = """
loss = "L"
equations = '''
p = max_pool2d(w*x, kernel=2, padding=1)
L = mean(square(p))
'''
[inputs]
x = [[[[1, 2], [3, 4]]]]
[parameters]
w = 0.5
"""


def test_padding_with_infinity_is_meant():
    timeline = Timeline(derive(read(PADDED)))
    assert timeline.run(0).first_non_finite() is None
    assert first_broken(timeline, 0) is None
    assert first_broken(Timeline(replace_precision(timeline, "float16")), 0) is None


def spoilt_at_start(equation, w, v):
    text = f'loss = "L"\nequations = """\n{equation}\n"""\n[inputs]\nx = 1\n'
    network = read(f"{text}[parameters]\nw = 1\nv = 1\n")
    return Timeline(derive(replace(network, parameters={"w": w, "v": v})))


def test_what_is_not_finite_before_the_first_step_hides_nothing():
    timeline = spoilt_at_start("z = w/(x - 1)\nL = z*z + v", 1.0, math.nan)
    found = first_broken(timeline, 0)
    assert (found.index, found.reason) == (0, Reason.DIVISION)
    assert found.holds(timeline)


def test_a_parameter_that_is_not_a_number_is_told():
    timeline = spoilt_at_start("z = w*x\nL = z*z + v", 1.0, math.nan)
    found = first_broken(timeline, 0)
    assert found.holds(timeline)
    words = found.words(timeline.program, timeline.program.style)
    assert words == "L is nan: v is not finite before the first step"
