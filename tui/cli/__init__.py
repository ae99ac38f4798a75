"""The command line: `makabaka-tui NETWORK`, and the commands that need no terminal.

Start with `main` (which command it is) and `open` (the app, opened). `debug`, `print` and `show`
are the commands, `options` and `shared` what they share.
"""
