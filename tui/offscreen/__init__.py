"""The app where nobody sees it: lectures recorded and stills taken without a terminal.

Start with `lecture` (a lecture as a recording) and `snapshot` (a still).
"""
