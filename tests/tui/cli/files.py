"""Network files for commands, and what the command train tells."""

import re

GOOD = """\
title = "Good"
loss = "L"
equations = '''
z = w*x
L = abs(y - z)
'''
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = 3
"""


ARRAYS = """\
loss = "L"
equations = '''
Z = X @ W
L = sum(Z)
'''
[inputs]
X = [[1, 2], [3, 4]]
[parameters]
W = [[0.5], [-0.25]]
"""


LOSS = re.compile(r"Loss after (\d+) iterations?: (\S+)")


def told(text):
    """The losses in a report, by iteration."""
    return {int(iterations): float(loss) for iterations, loss in LOSS.findall(text)}
