"""Moves compiled: what they make of a single number is a number, as in the trace."""

from engine.iterations.compile import compile_program
from engine.iterations.run import trace
from engine.network.files import parse_network
from engine.program.program import derive

TEXT = """
    loss = "L"
    equations = '''
        z = X @ w
        a = sum(reshape(s, (1, 1)))
        L = mean(square(z)) * a + t[0, 0] * squeeze(t)
    '''
    parameters = { w = { normal = 1, shape = [20] }, s = 0.5, t = [[0.25]] }
    inputs = { X = { normal = 1, shape = [20, 20] } }
    training = { learning_rate = 0.01 }
"""


def test_what_is_reshaped_to_a_number_is_one():
    program = derive(parse_network(TEXT))
    runs = list(trace(program, 3))
    block = compile_program(program).block(program.start, (True,) * 3)
    assert block.losses == [run.loss for run in runs]
    assert all(type(loss) is float for loss in block.losses)
    assert list(map(type, block.end)) == list(map(type, runs[-1].end))
