"""Networks that were imported: how soon one opens and steps, and what the conversion of one takes.

Run by itself with a number of parameters it converts a module of so many, and prints the seconds
and the memory at its peak, as a multiple of the module's own. A small module is converted first, so
that neither has the imports in it.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from report import Report, Row, in_milliseconds, take_turns

from engine.debugger.debugger import Debugger
from engine.drafts.draft import Draft
from engine.network.files import load_network
from engine.program.program import derive

BLOCKS, WIDTH, ROWS = 143, 16, 8  # 143 blocks of seven equations are a thousand
OPEN_LIMIT = 2.0  # seconds
STEP_LIMIT = 1.3  # times a step of the same equations without groups
STEPS = 300

LARGE = 10_000_000
SECONDS, TIMES = 10.0, 3.0


def imported(report: Report, rounds: int) -> None:
    """Measure a drafted network of 1,000 equations, and the conversion of a large module."""
    with tempfile.TemporaryDirectory() as folder:
        grouped, plain = Path(folder) / "grouped.toml", Path(folder) / "plain.toml"
        drafted(True).save(grouped)
        drafted(False).save(plain)
        opening = Row("open an imported network of 1,000 equations, s", [], most=OPEN_LIMIT)
        opening.candidate = [opened(grouped)[0] for _ in range(rounds)]
        stepping = Row("a step of it, against one without groups, µs", [], most_ratio=STEP_LIMIT)
        one, other = opened(plain)[1], opened(grouped)[1]
        samples = take_turns(rounds, lambda: stepped(one), lambda: stepped(other))
        stepping.baseline, stepping.candidate = (
            [1000 * each for each in in_milliseconds(times)] for times in samples
        )
    report.rows += [opening, stepping]
    seconds = Row("convert a module of 10 million parameters, s", [], most=SECONDS)
    memory = Row("its memory at the peak, times the module's", [], most=TIMES)
    report.rows += [seconds, memory]
    if find_spec("torch") is None:
        report.notes.append("convert: torch is not installed")
        return
    command = [sys.executable, __file__, str(LARGE)]
    for _ in range(min(rounds, 3)):
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        spent, times = map(float, said.split())
        seconds.candidate.append(spent)
        memory.candidate.append(times)


def drafted(has_groups: bool):
    """A network of residual blocks, each a group or not."""
    rng, draft = np.random.default_rng(0), Draft("residual")
    shape = (ROWS, WIDTH)
    h, y = draft.input("x", rng.normal(size=shape)), draft.target("y", rng.normal(size=shape))
    for number in range(BLOCKS):
        path = f"blocks.{number}"
        if has_groups:
            with draft.group(path, "Block(16), model.py:12"):
                h = block(draft, path, h, rng)
        else:
            h = block(draft, path, h, rng)
    draft.loss(draft.equation("L", f"mean(square({h} - {y}))"))
    return draft.drafted()


def block(draft: Draft, path: str, x: str, rng: np.random.Generator) -> str:
    """A block of seven equations: two linear layers with ReLUs, and a way around them."""
    h = x
    for place in "ab":
        w = draft.parameter(f"{path}.{place}.weight", rng.normal(size=(WIDTH, WIDTH)) / 8)
        b = draft.parameter(f"{path}.{place}.bias", np.zeros(WIDTH))
        product = draft.equation(f"{path}.{place}.product", f"{h} @ transpose({w})")
        z = draft.equation(f"{path}.{place}", f"{product} + {b}")
        h = draft.equation(f"{path}.{place}.h", f"relu({z})")
    return draft.equation(f"{path}.h", f"{x} + {h}")


def opened(path: Path) -> tuple[float, Debugger]:
    """The seconds until a network can be stepped, and its debugger."""
    began = time.perf_counter()
    debugger = Debugger(derive(load_network(path)))
    debugger.into()
    return time.perf_counter() - began, debugger


def stepped(debugger: Debugger) -> float:
    """The seconds of a step into whatever comes next."""
    began = time.perf_counter()
    for _ in range(STEPS):
        debugger.into()
    return (time.perf_counter() - began) / STEPS


def convert(parameters: int) -> None:
    """Convert a module of so many parameters, and print what that took."""
    import torch
    from torch.nn.functional import cross_entropy

    from engine.torch.imported import import_module

    torch.set_num_threads(1)

    def once(width: int) -> Iterator[float]:
        layers = [torch.nn.Linear(width, width) for _ in range(10)]
        parts = [part for layer in layers for part in (layer, torch.nn.ReLU())]
        module = torch.nn.Sequential(*parts)
        x, y = torch.randn(32, width), torch.randint(0, width, (32,))
        yield sum(each.nbytes for each in module.parameters())
        before = resident(is_peak=False)
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            import_module(module, cross_entropy, x, y).save(Path(folder) / "large.toml")
        yield time.perf_counter() - began
        yield resident(is_peak=True) - before

    list(once(8))
    own, seconds, memory = once(round((parameters / 10) ** 0.5))
    print(seconds, memory / own)


def resident(*, is_peak: bool) -> int:
    """The bytes that the process has in memory, or had at the most."""
    key = "VmHWM" if is_peak else "VmRSS"
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(key))


if __name__ == "__main__":
    convert(int(sys.argv[1]))
