"""The derivatives of quotients and powers over the whole range of floats, held against decimals."""

import math
from decimal import Context

import numpy as np
import pytest

from engine.iterations.compile import compile_program
from engine.iterations.run import run_iteration
from engine.language.notation import Style
from engine.program.program import derive
from tests.engine.language.operands import gradients

EXACTLY = Context(prec=60, Emin=-999_999, Emax=999_999, traps=[])
SIZES = (1e-300, 1e-200, 1e-155, 1e-80, 0.3, 1.0, 7.0, 1e80, 1e155, 1e200, 1e300)
TINY, LARGEST = 2.3e-308, 1.7e308


def of_quotient(a, b):
    """The gradients of a/b in decimals: 1/b and −a/b²."""
    a, b = map(EXACTLY.create_decimal_from_float, (a, b))
    return EXACTLY.divide(1, b), EXACTLY.divide(-a, EXACTLY.multiply(b, b))


def of_power(a, b):
    """The gradients of aᵇ in decimals: b · aᵇ / a and ln(a) · aᵇ."""
    a, b = map(EXACTLY.create_decimal_from_float, (a, b))
    log = EXACTLY.ln(a)
    power = EXACTLY.exp(EXACTLY.multiply(b, log))
    return EXACTLY.divide(EXACTLY.multiply(b, power), a), EXACTLY.multiply(log, power)


def is_float(*numbers):
    """Whether numbers are 0, or floats with all their digits."""
    return all(not number or TINY < abs(number) < LARGEST for number in numbers)


def assert_near(found, wanted, tolerance):
    assert found == pytest.approx(float(wanted), rel=tolerance, abs=0.0)


def everywhere(build, text, a, b):
    """The gradients of a formula by its operands: as single numbers, compiled, and in arrays."""
    network = build(f"L = {text}", a=a, b=b)
    program = derive(network)
    run = run_iteration(program, 0, program.start)
    single = [run.value(program.index[f"dL/d{name}"]) for name in "ab"]
    assert repr(compile_program(program)(program.start)[0]) == repr(run.end)
    arrays = gradients(build(f"L = sum({text})", a=np.array([a, a]), b=np.array([b, b])))
    for name, gradient in zip("ab", single, strict=True):
        assert arrays[name] == pytest.approx([gradient] * 2, rel=1e-13, nan_ok=True)
    return single


@pytest.mark.parametrize("b", SIZES)
def test_a_quotient_is_right_wherever_its_derivatives_are_floats(build, b):
    seen = 0
    for a in (*SIZES, -3e153, 5e-150, 0.0):
        for divisor in (b, -b):
            wanted = of_quotient(a, divisor)
            if is_float(a / divisor, *wanted):
                for found, exact in zip(
                    everywhere(build, "a / b", a, divisor), wanted, strict=True
                ):
                    assert_near(found, exact, 1e-15)
                seen += 1
    assert seen > 3


@pytest.mark.parametrize("b", [-3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 1.5, 2.0, 7.0])
def test_a_power_is_right_wherever_its_derivatives_are_floats(build, b):
    for a in SIZES:
        wanted = of_power(a, b)
        if is_float(a**b if b * math.log10(a) < 308 else math.inf, *wanted):
            for found, exact in zip(everywhere(build, "a ** b", a, b), wanted, strict=True):
                assert_near(found, exact, 1e-12)


@pytest.mark.parametrize(
    ("b", "by_base"), [(0.0, 0.0), (0.5, math.inf), (1.0, 1.0), (1.5, 0.0), (2.0, 0.0), (9.0, 0.0)]
)
def test_at_a_base_of_0_a_power_is_flat_in_its_exponent(build, b, by_base):
    assert everywhere(build, "a ** b", 0.0, b)[1] == 0.0
    (found, _) = gradients(build("L = a ** b", a=0.0, b=b)).values()
    assert found == by_base


@pytest.mark.parametrize("text", ["0 ** w", "(0 * w) ** 2 * w", "0 ** (w + 1)"])
def test_powers_of_0_have_a_gradient_of_0(build, text):
    assert gradients(build(f"L = {text}", w=2.0)) == {"w": 0.0}


@pytest.mark.parametrize("w", [0.0, 3.0, -2.0])
@pytest.mark.parametrize("exponent", ["0", "(0 ** 2)", "(1 - 1)", "e"])
def test_a_power_of_exponent_0_is_flat(build, exponent, w):
    network = build(f"L = w ** {exponent}", {"e": 0.0} if exponent == "e" else {}, w=w)
    assert gradients(network) == {"w": 0.0}


def test_a_negative_base_has_no_derivative_by_the_exponent(build):
    found = gradients(build("L = a ** b", a=-2.0, b=3.0))
    assert found["a"] == 12.0
    assert math.isnan(found["b"])


def test_the_rules_can_be_read(build):
    program = derive(build("L = a ** b + a / b", a=2.0, b=3.0))
    terms = {
        name: [Style().write(term.expression) for term in program.equations[index].terms]
        for name, index in program.index.items()
        if name.startswith("d")
    }
    assert terms == {
        "dL/da": ["b · a^(b − 1 + [−|b| ≥ 0])", "1 / b"],
        "dL/db": ["ln(a + [−|a| ≥ 0]) · a^b", "−(a / b / b)"],
    }
