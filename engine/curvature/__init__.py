"""Curvature: second derivatives of the loss at a point, and what kind of point it is.

Start with `point` (`point_of`): a minimum, a saddle, a plateau, a valley or a slope, as claims.
"""
