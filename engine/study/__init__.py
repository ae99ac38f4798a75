"""Studies: a network trained many times, by other seeds and settings, and what came of each run.

Start with `plan` (which runs), `study` (what came of them: cells, outcomes, plateaus) and `working`
(the runs made, a chunk at a time). What an outcome is, `engine.diagnosis` says; `judging` asks it
about many runs at once.
"""
