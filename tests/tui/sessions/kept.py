"""Sessions that are kept."""

NETWORK = """\
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
