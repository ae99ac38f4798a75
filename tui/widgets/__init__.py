"""The panels of the debugger's screen."""
