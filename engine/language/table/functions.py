"""Functions of single numbers, applied to arrays entry by entry."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import shapes
from engine.language.op import (
    ATOM,
    LEAKY_SLOPE,
    POWER,
    TWO,
    Notation,
    Op,
    Option,
    call,
    function,
    table,
    template,
)
from engine.language.vjp_rules import (
    ERF_SLOPE_AT_0,
    gelu_vjp,
    half_step,
    leaky_vjp,
    no_gradient,
)

FUNCTIONS: Mapping[str, Op] = table(
    Op(
        "abs", ("x",), shapes.broadcast,
        lambda g, site, x: (g * call("sign", x, at_zero=site.conventions.abs_at_zero),),
        template("", "|{0}|", r"\left|{0}\right|"),
        kinked=True, zero_if=(0,),
    ),
    Op(
        "sign", ("x",), shapes.broadcast, no_gradient,
        template(
            "",
            dict.fromkeys((None, 0.0), "sign({0})"),
            dict.fromkeys((None, 0.0), r"\operatorname{{sign}}\left({0}\right)"),
        ),
        options=(Option("at_zero", 0.0),), jumps=True,
    ),
    Op(
        "relu", ("z",), shapes.broadcast,
        lambda g, site, z: (g * call("step", z, at_zero=site.conventions.relu_at_zero),),
        function("ReLU", r"\operatorname{{ReLU}}"),
        kinked=True, zero_if=(0,), activation=True,
    ),
    Op(
        "step", ("z",), shapes.broadcast, no_gradient,
        template(
            "",
            {None: "[{0} > 0]", 0.0: "[{0} > 0]", 1.0: "[{0} ≥ 0]"},
            {
                None: r"\left[{0} > 0\right]",
                0.0: r"\left[{0} > 0\right]",
                1.0: r"\left[{0} \ge 0\right]",
            },
        ),
        options=(Option("at_zero", 0.0),), jumps=True,
    ),
    Op(
        "leaky_relu", ("z",), shapes.broadcast, leaky_vjp,
        function("LeakyReLU", r"\operatorname{{LeakyReLU}}"),
        options=(Option("slope", LEAKY_SLOPE),), kinked=True, zero_if=(0,), activation=True,
    ),
    Op(
        "softplus", ("z",), shapes.broadcast,
        lambda g, site, z: (g * call("sigmoid", z),),
        function("softplus", r"\operatorname{{softplus}}"),
        activation=True,
    ),
    Op(
        "sigmoid", ("z",), shapes.broadcast,
        lambda g, site, z: (g * (site.result * (1 - site.result)),),
        function("σ", r"\sigma"),
        activation=True,
    ),
    Op(  # Hendrycks and Gimpel, 2016; Ramachandran, Zoph and Le, 2017, call it swish
        "silu", ("z",), shapes.broadcast,
        lambda g, site, z: (
            g * (call("sigmoid", z) + site.result * (1 - call("sigmoid", z))),
        ),
        function("SiLU", r"\operatorname{{SiLU}}"),
        zero_if=(0,), activation=True,
    ),
    Op(
        "tanh", ("z",), shapes.broadcast,
        lambda g, site, z: (g * (1 - site.result**2),),
        function("tanh", r"\tanh"),
        zero_if=(0,), activation=True,
    ),
    Op(
        "exp", ("x",), shapes.broadcast,
        lambda g, site, x: (g * site.result,),
        function("exp", r"\exp"),
    ),
    Op("log", ("x",), shapes.broadcast, lambda g, site, x: (g / x,), function("ln", r"\ln")),
    Op(
        "sqrt", ("x",), shapes.broadcast,
        lambda g, site, x: (g / (2 * site.result),),
        template("", "√({0})", r"\sqrt{{{0}}}"),
        zero_if=(0,),
    ),
    Op(
        "square", ("x",), shapes.broadcast,
        lambda g, site, x: (g * (2 * x),),
        Notation(POWER, (ATOM,), "", {None: "{0}²"}, {None: "{{{0}}}^2"}),
        zero_if=(0,),
    ),
    Op(
        "sin", ("x",), shapes.broadcast,
        lambda g, site, x: (g * call("cos", x),),
        function("sin", r"\sin"),
        zero_if=(0,),
    ),
    Op(
        "cos", ("x",), shapes.broadcast,
        lambda g, site, x: (-(g * call("sin", x)),),
        function("cos", r"\cos"),
    ),
    Op(
        "erf", ("x",), shapes.broadcast,
        lambda g, site, x: (g * (ERF_SLOPE_AT_0 * call("exp", -call("square", x))),),
        function("erf", r"\operatorname{{erf}}"),
        zero_if=(0,),
    ),
    Op(
        "gelu", ("z",), shapes.broadcast, gelu_vjp,
        function("GELU", r"\operatorname{{GELU}}"),
        zero_if=(0,), activation=True,
    ),
    Op(
        "floor", ("x",), shapes.broadcast, no_gradient,
        template("", "⌊{0}⌋", r"\left\lfloor {0} \right\rfloor"),
        jumps=True, zero_if=(0,),
    ),
    Op(
        # What is computed is the operand; the backward pass takes it for a number that is given.
        "detach", ("x",), shapes.broadcast, no_gradient,
        function("detach", r"\operatorname{{detach}}"),
        zero_if=(0,),
    ),
    Op(
        "minimum", TWO, shapes.broadcast,
        lambda g, site, a, b: (g * half_step(b - a), g * half_step(a - b)),
        function("min", r"\min", 2),
        kinked=True,
    ),
    Op(
        "maximum", TWO, shapes.broadcast,
        lambda g, site, a, b: (g * half_step(a - b), g * half_step(b - a)),
        function("max", r"\max", 2),
        kinked=True,
    ),
)  # fmt: skip
"""The rows of functions that are applied entry by entry."""
