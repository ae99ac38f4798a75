"""The command that trains a network many times, and counts what comes of it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.errors import SpecError
from engine.language.text import plain
from tui.cli.ending import INTERRUPTED
from tui.cli.graphs import told_network
from tui.cli.options import TrainingSettings, Whole, app
from tui.cli.outputs import checked_output, save
from tui.cli.shared import NAME, InputError, complain, is_terminal, look_of, write_out

if TYPE_CHECKING:
    from engine.study.plan import Plan
    from engine.study.resuming import Finished, ResumeFile
    from engine.study.study import Study

SEEDS, MOST_JOBS = "1000", 1_000


@dataclass(frozen=True)
class Wishes:
    """Which runs are made.

    Args:
        seeds: How many seeds, 10000, or from which to which, 100-199; by itself 1000.
        learning_rate: The learning rates, 0.1,0.3,1; by itself the network's own.
        iterations: How many iterations each run has.
        vary: What takes evenly spaced values, from the first to the last, so many: w0=-1:1:101, or
            an entry, W1[0,1]=-1:1:11; may be given again, for all pairs.
        optimiser: The optimisers, gd,adam; by itself the network's own.
        assignments: Give an input, a target or a parameter another value in all runs, w0=0.3.
        training: Set a key of [training] of the network file in all runs, weight_decay=0.01.
    """

    seeds: str | None = None
    learning_rate: Annotated[str | None, Parameter(name="--lr")] = None
    iterations: Whole = 1000
    vary: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = ()
    optimiser: Annotated[str | None, Parameter(name=("--optimiser", "--optimizer"))] = None
    assignments: Annotated[
        tuple[str, ...], Parameter(name="--set", negative="", show_default=False)
    ] = ()
    training: TrainingSettings = ()

    def plan(self, network: str) -> Plan:
        """The plan of these runs.

        Raises:
            SpecError: where they cannot be made.
        """
        from engine.program.recipe import recipe_of
        from engine.study.wishes import (
            plan_of,
            read_iterations,
            read_optimisers,
            read_rates,
            read_seeds,
            read_varied,
        )

        named = told_network(network)
        recipe = recipe_of(named, self.assignments, None, None, 0, training=self.training).read()
        program = recipe.program()
        if program.network.seed is None and not self.vary:
            name = next(iter(program.network.parameters), "w0")
            entry = f"{name}[{','.join('0' * len(program.shapes[name]))}]"
            what = entry if program.shapes[name] else name
            raise InputError(
                f"study: nothing in {plain(network)} is drawn by a seed, so all runs would be the "
                f"same: write --vary {what}=-1:1:101"
            )
        return plan_of(
            recipe,
            seeds=read_seeds(self.seeds or SEEDS),
            rates=read_rates(self.learning_rate) if self.learning_rate is not None else (),
            iterations=read_iterations(str(self.iterations)),
            varied=[read_varied(each, program) for each in self.vary],
            optimisers=read_optimisers(self.optimiser) if self.optimiser is not None else (),
        )

    def options(self) -> list[str]:
        """The options that say the same."""
        given = {
            "--seeds": self.seeds, "--lr": self.learning_rate, "--optimiser": self.optimiser,
        }  # fmt: skip
        found = [f"{name}={value}" for name, value in given.items() if value is not None]
        found += [f"--vary={each}" for each in self.vary]
        found += [f"--set={each}" for each in self.assignments]
        found += [f"--training={each}" for each in self.training]
        return [*found, f"--iterations={self.iterations}"]


USUAL = Wishes()


@app.command
def study(
    network: str = "xor",
    *,
    wishes: Annotated[Wishes, Parameter(name="*")] = USUAL,
    jobs: Whole = 0,
    scheduler: str | None = None,
    resume: Path | None = None,
    format: Literal["text", "json", "csv", "parquet"] = "text",  # noqa: A002  (the option's name)
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Train a network many times, and count what comes of it: solved, stuck (where), diverged.

    Interrupted by Ctrl+C it keeps what is done in a file, and the same command goes on with that.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        jobs: How many processes; by itself one a core.
        scheduler: The address of a Dask scheduler, tcp://host:8786, whose workers make the runs.
        resume: The file that finished runs are kept in; one that is there is gone on with.
        format: The form to print the table in.
        output: The file to write it to; by itself standard output.
        force: Write over the file, if there is one.
    """
    if not 0 <= jobs <= MOST_JOBS:
        raise InputError(f"--jobs {jobs}: write a number from 1 to {MOST_JOBS:,}, or 0 for all")
    plan = wishes.plan(network)
    _check_form(format, output)
    target = output and checked_output(output, force)
    kept = _Kept(plan, resume)
    try:
        _write(_made(plan, kept, jobs, scheduler), format, target)
    except KeyboardInterrupt:
        given = {
            "--jobs": jobs or None, "--scheduler": scheduler, "--output": output,
            "--format": None if format == "text" else format, "--resume": kept.path,
        }  # fmt: skip
        others = [f"{name}={value}" for name, value in given.items() if value is not None]
        others += ["--force"] * force
        complain(kept.words(shlex.join([NAME, "study", network, *wishes.options(), *others])))
        return INTERRUPTED
    kept.end()
    return 0


def _check_form(form: str, output: Path | None) -> None:
    """Refuse, before anything is run, what cannot be written in the end."""
    if output is not None and not output.parent.is_dir():
        raise InputError(f"{plain(str(output))}: there is no folder {plain(str(output.parent))}")
    if form != "parquet":
        return
    try:
        import pyarrow.parquet  # noqa: F401  (whether it is there)
    except ImportError:
        raise InputError(
            f"--format parquet: pyarrow is missing; install it with: pip install '{NAME}[parquet]'"
        ) from None
    if output is None and is_terminal(sys.stdout):
        raise InputError("--format parquet: a terminal cannot show it; write --output FILE")


class _Kept:
    """What is kept of finished runs, in case that it is interrupted.

    Args:
        plan: the plan.
        resume: the file; None for one beside, which is removed in the end.
    """

    def __init__(self, plan: Plan, resume: Path | None) -> None:
        from engine.study.identity import plan_hash
        from engine.study.resuming import ResumeFile

        if resume is not None and not resume.parent.is_dir():
            folder = plain(str(resume.parent))
            raise InputError(f"{plain(str(resume))}: there is no folder {folder}")
        stem = Path(plan.recipe.name).stem
        self._is_asked_for = resume is not None
        self.path = Path(f"{stem}-{plan_hash(plan)[:8]}.study") if resume is None else resume
        self._file: ResumeFile | None = ResumeFile(self.path, plan)
        self.finished = list(self._file.read())
        self._done = sum(each.chunk.count for each in self.finished)
        self._total = plan.count

    def keep(self, finished: Finished) -> None:
        """Keep a chunk; where that cannot be, say so once and go on without."""
        self._done += finished.chunk.count
        is_all = finished.chunk.count == self._total
        if self._file is None or (is_all and not self._is_asked_for):
            return
        try:
            self._file.append(finished)
        except SpecError as error:
            if self._is_asked_for:
                raise
            complain(f"{error}; the study goes on, but cannot be resumed")
            self._file = None

    def words(self, command: str) -> str:
        """What is said where it is interrupted."""
        if self._file is None or not self._done:
            return "study: nothing is kept: no runs were finished yet"
        return (
            f"study: {self._done:,} of {self._total:,} runs are finished, and kept in "
            f"{plain(str(self.path))}; go on with:\n{plain(command)}"
        )

    def end(self) -> None:
        """Remove the file that nobody asked for."""
        if not self._is_asked_for:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def _made(plan: Plan, kept: _Kept, jobs: int, scheduler: str | None) -> Study:
    """The study, all of it, with its progress on standard error."""
    from engine.study.chunks import size_of
    from engine.study.working import working
    from engine.sweeps.executors import executor_of

    size = size_of(plan)
    is_here = scheduler is None and (jobs == 1 or plan.count <= size)
    if is_here:
        return _followed(working(plan, None, size, kept.finished, kept.keep), plan)
    with executor_of(jobs, scheduler) as executor:
        try:
            return _followed(working(plan, executor, size, kept.finished, kept.keep), plan)
        except KeyboardInterrupt:
            _end_processes()
            raise


def _end_processes() -> None:
    """End what the processes of this study are at: its result would not be waited for."""
    from multiprocessing import active_children

    for process in active_children():
        process.terminate()


def _followed(studies: Iterator[Study], plan: Plan) -> Study:
    from tui.sessions.progress import bar

    with bar() as progress:
        task = progress.add_task("studying", total=plan.count)
        for found in studies:
            progress.update(task, completed=round(found.share * plan.count))
    return found


def _write(found: Study, form: str, output: Path | None) -> None:
    from engine.export import study as tables
    from engine.export.study_text import as_text

    look_of(None)
    if form == "parquet":
        data = tables.as_parquet(found)
        if output is None:
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
            return
    else:
        write = {"text": as_text, "json": tables.as_json, "csv": tables.as_csv}[form]
        if output is None:
            write_out(write(found))
            return
        data = "".join(f"{line}\n" for line in write(found)).encode()
    assert output is not None  # noqa: S101  (as what has no file is written above)
    save(output, data)
