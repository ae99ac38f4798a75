"""The reasons of a value: why it is what it is, proved from the run and then put into words.

Start with `causes` (which of the reasons) and `tree` (the reasons of the reasons). `zeros` says
what makes an equation 0, `words` writes the answer.
"""
