"""Slips injected into random networks are named again; numbers that are wrong otherwise are not."""

import itertools

import numpy as np

from engine.checking.slips.explain import explain_number, rewrites
from engine.checking.slips.printed import Printed
from engine.checking.slips.slip import Site
from engine.iterations.timeline import Timeline
from engine.language.values import array, is_array, is_finite
from engine.program.program import derive
from tests.claims.networks import random_network

SEEDS = (100, 107)


def printed(value, digits):
    """A value as it is printed with so many significant digits, in every entry."""
    numbers = np.asarray(value, float)
    size = np.where(numbers == 0, 1.0, np.abs(numbers))
    unit = np.where(numbers == 0, 0.0, 10.0 ** (np.floor(np.log10(size)) - digits + 1))
    rounded = np.round(numbers / np.where(unit == 0, 1, unit)) * unit
    if is_array(value):
        return Printed(array(rounded), array(unit))
    return Printed(float(rounded), float(unit))


def sites(seed):
    timeline = Timeline(derive(random_network(seed)))
    program = timeline.program
    for equation in program.equations:
        for iteration in (0, 1):
            value = timeline.run(iteration).value(program.index[equation.symbol])
            if is_finite(value):
                is_update = equation.symbol in program.network.parameters
                yield Site(timeline, iteration, equation.symbol, is_update), value


def test_slips_of_random_networks_are_found_back():
    rng = np.random.default_rng(2)
    count = named = 0
    for site, right in itertools.chain.from_iterable(map(sites, SEEDS)):
        by_tag = {}
        for slip in rewrites(site):
            by_tag.setdefault(slip.tag, []).append(slip)
        for tag, slips in by_tag.items():
            page = printed(slips[rng.integers(len(slips))].value, rng.integers(3, 7))
            if not page.holds(right):
                count += 1
                named += any(tag in slip.tags for slip in explain_number(site, page))
    assert count > 200
    assert named >= 0.95 * count


def test_numbers_that_are_wrong_by_chance_are_hardly_ever_explained():
    rng = np.random.default_rng(3)
    count = explained = 0
    for seed in range(40):
        for site, right in itertools.islice(sites(seed), 0, 40, 5):
            if is_array(right) or right == 0:
                continue
            page = printed(right * (1 + rng.normal()), 4)
            if not page.holds(right):
                count += 1
                explained += explain_number(site, page) != ()
    assert count > 20
    assert explained <= 0.05 * count
