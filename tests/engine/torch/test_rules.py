"""Rules: what they write of an op, by hand, and against torch."""

from pathlib import Path

import numpy as np
import pytest

from engine.drafts.call import Call, UnsupportedError
from engine.drafts.operand import Operand
from engine.torch.rules.families import FAMILIES, lines
from engine.torch.rules.table import RULES, rule_of
from tests.engine.torch.graphs import Lines


def text_of(op, shape, overload="", lines=None, **arguments):
    lines = Lines() if lines is None else lines
    call = Call(op, arguments, (shape,), "float", lines)
    found = rule_of(op, overload)(call)
    return found if isinstance(found, str) else found.text


X = Operand("x", (2, 3, 4))
SUM = Operand("a + b", (2, 3, 4))


def test_an_op_is_the_text_that_computes_it():
    assert text_of("relu", X.shape, self=SUM) == "relu((a + b))"
    assert text_of("linear", (2, 3, 5), input=X, weight=Operand("W", (5, 4)), bias=None) == (
        "linear(x, W)"
    )
    assert text_of("mean", (2, 1, 4), "dim", self=X, dim=[1], keepdim=True) == (
        "expand_dims(mean(x, axis=1), axis=1)"
    )
    assert text_of("view", (2, 12), self=X) == "reshape(x, (-1, 12))"
    assert text_of("add", X.shape, "Tensor", self=X, other=-1.5, alpha=2) == "x + 2 * (-1.5)"
    assert text_of("mse_loss", (), self=X, target=Operand("y", X.shape), reduction=1) == (
        "mean(square(x - y))"
    )


def test_an_op_that_writes_in_place_is_written_as_the_one_that_does_not():
    assert rule_of("relu_") is rule_of("relu")
    assert rule_of("__and__") is not None
    assert rule_of("no_such_op") is None


def test_what_is_used_twice_is_an_equation_of_its_own():
    lines = Lines()
    assert text_of("mish", X.shape, lines=lines, self=SUM) == "x_1 * tanh(softplus(x_1))"
    assert lines.equations == ["x_1 = a + b"]


def test_class_numbers_become_one_hot():
    lines = Lines()
    logits = Operand("o", (4, 3))
    classes = Operand("y", (4,), "int", example=np.array([0, 2, 1, 1]))
    given = {
        "self": logits, "target": classes, "weight": None, "reduction": 1, "ignore_index": -100,
        "label_smoothing": 0.0,
    }  # fmt: skip
    assert text_of("cross_entropy_loss", (), lines=lines, **given) == (
        "mean(cross_entropy(o, onehot_2))"
    )
    assert lines.equations == ["onehot_2 = expand_dims(y, axis=-1) == classes_1"]
    assert lines.inputs["classes_1"].tolist() == [0, 1, 2]


def test_what_cannot_be_written_is_refused_with_another_way():
    with pytest.raises(UnsupportedError, match="write leaky_relu"):
        text_of(
            "rrelu", X.shape, self=X, training=True, lower=0.1, upper=0.3
        )  # its slopes are drawn


def test_the_page_has_every_op():
    page = (Path(__file__).parents[3] / "docs/pytorch.md").read_text(encoding="utf-8")
    assert "\n".join(lines()) in page


def test_every_op_stands_in_one_family():
    counted = sum(len(rules) for rules in FAMILIES.values())
    assert counted == len({name for rules in FAMILIES.values() for name in rules})
    assert counted > 300
    assert rule_of("topk") is RULES["topk"]
