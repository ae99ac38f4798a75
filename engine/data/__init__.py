"""Data: tables and arrays that a network takes its inputs and targets from.

A part of a network file says what is taken, `{ file = "iris.csv", columns = ["petal_length"] }`:
`engine.data.taken` (`read_taken`). It is read from a CSV file, `engine.data.csv_file`, from arrays
of numpy, `engine.data.numpy_file`, or ships, `engine.data.shipped_sets`. A file is only opened in
the folders that it may be in, `engine.data.folders`. All of it is bounded, and nothing is run.
"""
