"""Reading: pages as chains of equalities, every part with its place in the file."""
