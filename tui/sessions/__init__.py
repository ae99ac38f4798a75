"""Sessions on this computer: where they are kept, and what the app opens with.

Start with `opening` (a network, or a session to go on with) and `store` (the folder of sessions).
`watched_file` notices a network file that is saved.
"""
