"""The language of equations: expressions and ops, and how they are read, computed, written.

Start with `expression` (the trees) and `ops` (the table: one row for each op). `parser` reads text,
`notation` writes it, `scalars` and `arrays` compute values, `entries` computes one entry by hand.
"""
