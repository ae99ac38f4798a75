"""A product of many factors, and the sum of its derivatives: written soon."""

import time

from engine.debugger.debugger import Debugger
from engine.derivation.lines import derivation
from engine.network.files import parse_network
from engine.program.program import derive


def test_a_product_of_98_factors_is_written_soon():
    product = "*".join(["w"] * 98)
    text = f'loss = "L"\nequations = "L = {product}"\n[parameters]\nw = 1.01\n'
    program = derive(parse_network(text))
    debugger = Debugger(program)
    began = time.process_time()
    forward = derivation(debugger.step().step, program.style)
    backward = derivation(debugger.step().step, program.style)
    assert time.process_time() - began < 3  # it took a minute
    assert forward[0] == " · ".join(["w"] * 98)
    assert backward[-1] == f"{98 * 1.01**97:.6g}"
