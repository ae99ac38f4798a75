"""Writing: complete worked solutions and worksheets, in the formats people use."""
