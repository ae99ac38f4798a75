"""The census of a study as a picture: a cell for a run, and what is known of it beside the cells.

Start with `census` (the runs, and the outcomes that they have) and `view` (what a person has chosen
to see of them); `page` puts the lines together.
"""
