"""What is said of how a graph became a network."""

DRAWN = "drawn by chance"
"""How a note begins that says what numbers nobody gave."""
