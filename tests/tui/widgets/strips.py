"""What is watched in the strip."""

RATIO = "dL/dh0 / dL/dh1"
