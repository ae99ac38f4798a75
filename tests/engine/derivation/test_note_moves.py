"""Sentences about what only puts entries elsewhere."""

import pytest

from engine.derivation.note import note
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.notation import Style
from engine.network.arguments import build_network
from engine.program.program import derive

X = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@pytest.mark.parametrize(
    ("equation", "said"),
    [
        ("reshape(X, (3, 2))", "v has the entries of X in another shape."),
        ("permute(X, (1, 0))", "v has the entries of X, its axes in another order."),
        ("X[:, 1:]", "v is a part of X."),
        ("X[1]", "v is a part of X."),
        ("X[:, ::-1]", "v is computed from X."),
        ("concat(X, Y, X, axis=0)", "v puts X, Y and X side by side."),
        ("concat(X, 2 * Y, axis=0)", "v is computed from X and Y."),
        ("X[T]", "v is what X has at the places T."),
        ("unfold(Z, kernel=2)", "v has a column for each window of Z."),
        ("fold(V, size=(2, 2), kernel=2)", "v adds up what the columns of V have for each place."),
    ],
)
def test_what_a_node_has_of_another(equation, said):
    values = {"X": X, "Y": X, "T": [1.0, 0.0], "Z": [[X]], "V": [[[1.0], [2.0], [3.0], [4.0]]]}
    network = build_network(
        f"v = {equation}\nL = sum(w * v)",
        loss="L",
        inputs={name: value for name, value in values.items() if name in equation},
        parameters={"w": 2.0},
    )
    program = derive(network)
    assert note(Step(Run(program, 0, program.start), 0), Style()) == said
