"""The loss over a line or a plane through a point: its kinks, and the way of training on it.

Read `plane` first, which has the picture as data, then `points`: how points are computed.
"""
