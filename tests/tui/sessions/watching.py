"""Network files that are saved while they are watched."""

from pathlib import Path

ONE = """
loss = "L"
equations = '''
z = w*x
L = square(y - z)
'''
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = 3
[training]
learning_rate = 0.01
"""


TWO = ONE.replace("z = w*x", "z = w*x + b").replace("w = 3", "w = 3\nb = 4")


BROKEN = ONE.replace("w*x", "w*q")


DRAWN = """
loss = "L"
equations = "L = square(w)"
[parameters]
w = { normal = 1, shape = [] }
"""


def save(path: Path, text):
    """Save as editors do: under another name first."""
    other = path.with_suffix(".new")
    other.write_text(text)
    other.replace(path)
