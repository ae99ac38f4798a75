"""The terminal app: a view of `engine.debugger.debugger`, and the command line."""
