"""Why a gradient of very many contributions is what it is: the first of them are written."""

from engine.debugger.debugger import Debugger
from engine.language.index import MAX_TERMS
from engine.program.recipe import Recipe

ROUNDS = 1_200

UNROLLED = f"""
loss = "L"
equations = '''
for t in 1..{ROUNDS}: h[t] = w*h[t-1]
L = square(h[{ROUNDS}])
'''
[inputs]
h_0 = 1
[parameters]
w = 1
"""


def test_the_first_contributions_to_a_weight_of_a_long_loop_are_written():
    debugger = Debugger(Recipe("loop.toml", text=UNROLLED).program())
    debugger.last()
    lines = str(debugger.why("dL/dw")).splitlines()
    equation, total = lines[1], lines[-1]
    assert f"… ({ROUNDS - MAX_TERMS:,} more)" in equation
    assert equation.endswith(f"= {2 * ROUNDS:g}")  # each is 2 · h · 1
    assert total.split(" ")[-1] == f"{2 * ROUNDS:g}"
