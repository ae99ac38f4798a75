"""How far around nothing is lower, by surfaces of which it is known."""

import numpy as np
import pytest

from engine.curvature.moves import clear_of
from engine.slowly import at_once


class Well:
    """A surface of two parameters that is lower from some distance on."""

    size = 2

    def __init__(self, edge):
        self.edge = edge

    def loss(self, place):
        return 1.0 if np.linalg.norm(place) < self.edge else 0.0


@pytest.mark.parametrize("edge", [0.02, 0.3, 0.9])
def test_nothing_is_lower_no_further_than_where_a_lower_place_was_found(edge):
    assert edge / 4.0 < at_once(clear_of(Well(edge), 1.0, 0.5)) <= 1.1 * edge


def test_where_nothing_is_lower_all_of_it_is_clear():
    assert at_once(clear_of(Well(2.0), 1.0, 0.5)) == 1.0
