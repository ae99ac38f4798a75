"""Modules exported: what a module computes on an example, as a graph of the ops of torch."""

from __future__ import annotations

import contextlib
import inspect
import logging
import traceback
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from engine.errors import ModelError
from engine.torch.noted import frames_noted, is_persons
from engine.torch.unexported import UnexportedError, refused_in_words
from engine.torch.whole import Examples, Whole

OLDEST = (2, 7)
"""The oldest torch whose export keeps what is read here."""

_WHOLE = str(inspect.getsourcefile(Whole))
_CHOICE = ("GuardOnDataDependentSymNode", "DataDependentOutputException", "UserError")


def exported(whole: Whole, inputs: Examples, targets: Examples) -> Any:
    """A model and its loss as torch.export has them: nothing is computed, nothing is changed.

    Raises:
        ModelError: where torch cannot, with its own words and the line of the person's file.
    """
    check_version()
    try:
        with _quiet(), frames_noted(), refused_in_words():
            return torch.export.export(whole, (inputs, targets), strict=False)
    except UnexportedError as error:
        raise ModelError(f"what is computed here cannot be shown{_place(error)}\n{error}") from None
    except ModelError:
        raise
    except (Exception, SystemExit) as error:  # a person's code, and torch has none of its own
        raise ModelError(_said(error, (inputs, targets))) from error


def check_version() -> None:
    """See that torch is new enough.

    Raises:
        ModelError: where it is not.
    """
    number = tuple(int(part) for part in torch.__version__.split(".")[:2] if part.isdigit())
    if number < OLDEST:
        raise ModelError(
            f"torch {torch.__version__} is too old: {OLDEST[0]}.{OLDEST[1]} or newer is needed"
            " (pip install -U torch)"
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Have torch not print what it warns of, and leave settings as they are."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            warnings.catch_warnings(),
            torch.enable_grad(),
            contextlib.redirect_stdout(None),
            contextlib.redirect_stderr(None),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _said(error: BaseException, given: Sequence[Examples]) -> str:
    """What went wrong, with the line of the person's file."""
    at, what = _place(error), "the model on this example"
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == _WHOLE and "self.loss(" in (frame.line or ""):
            what = "the loss on what the model gives and these targets"
    words = next((line.strip() for line in str(error).split("\n") if line.strip()), "")
    kind = type(error).__name__
    if kind in _CHOICE or "data-dependent" in words:
        return (
            f"what is computed here depends on the values, and torch.export refuses it{at}\n"
            f"torch says: {words.partition(' (unhinted')[0] or kind}."
            " torch.where(...) chooses entry by entry"
        )
    sides = zip(("inputs", "targets"), given, strict=True)
    shapes = [f"{side} {' and '.join(_shapes(each))}" for side, each in sides if len(each)]
    if isinstance(error, SystemExit):
        return f"the model on this example ends the program, as sys.exit() does{at}"
    return f"torch cannot run {what}{at}\ntorch says: {words or kind} (given: {', '.join(shapes)})"


def _place(error: BaseException) -> str:
    """The innermost line of the person's file that an error came through."""
    at = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if is_persons(frame.filename):
            at = f": {Path(frame.filename).name}:{frame.lineno}: {(frame.line or '').strip()}"
    return at


def _shapes(given: Examples) -> list[str]:
    """The shapes of what is given."""
    tensors = [each for each in tree_leaves(given) if isinstance(each, torch.Tensor)]
    return [str(tuple(each.shape)) for each in tensors]
