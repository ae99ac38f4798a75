"""The terminal app: a view of `engine.debugger`, and the command line."""
