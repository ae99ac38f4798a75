"""Network files with long names, with arrays and with several units."""

LONG_NAMES = """
loss = "the_loss_of_the_whole_network"
equations = '''
the_first_activation = relu(the_weight_of_the_first_layer*x)
the_loss_of_the_whole_network = the_first_activation*the_first_activation
'''
[inputs]
x = -123456.789123
[parameters]
the_weight_of_the_first_layer = -1.23456e-100
"""

ARRAYS = """
loss = "L"
equations = "Z = X @ W\\nH = relu(Z)\\nL = sum(H)"
inputs = { X = [[1, 2], [3, 4]] }
parameters = { W = [[0.123456789, -1], [0.5, 1e-30]] }
"""

UNITS = """
loss = "L"
equations = "Z = X @ W\\nH = relu(Z)\\nL = sum(H)"
inputs = { X = [[1, 2], [3, 4]] }
parameters = { W = [[1, -1, 1], [1, -1, -0.5]] }
"""
