"""What a person's own file of Python has: `model.py:Model`. It is run to be read."""

from __future__ import annotations

import importlib.util
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from engine.errors import ModelError
from engine.language.text import plain, shortened, suggestion
from engine.torch.named import is_script, script_of


class Scripts:
    """Files of Python that a person names, each run once."""

    def __init__(self) -> None:
        self._run: dict[Path, ModuleType] = {}

    def find(self, said: str) -> object:
        """What `model.py:Model` names, `model.py:nets.Model` for a part of something.

        Raises:
            ModelError: where there is no such file, it fails, or it has nothing of that name.
        """
        path, name = script_of(said)
        shown = shortened(said, 80)
        found: object = self._module(path)
        for part in name.split("."):
            try:
                found = getattr(found, part)
            except AttributeError:
                known = [each for each in getattr(found, "__dict__", ()) if each[:1] != "_"]
                hint = suggestion(part, known)
                raise ModelError(f"{shown}: there is no {shortened(part)!r} in it{hint}") from None
            except Exception as error:  # as by a `__getattr__` of the person's
                raise ModelError(
                    f"{shown}: it cannot be had: {_told(error, path.resolve())}"
                ) from error
        return found

    def model(self, said: str) -> torch.nn.Module:
        """The module that is named: a class, a function that gives one, or one itself.

        Raises:
            ModelError: where it is none.
        """
        found = self.find(said)
        if isinstance(found, torch.nn.Module):
            return found
        shown = shortened(said, 80)
        if not callable(found):
            raise ModelError(f"{shown}: no module of torch, but {_kind(found)}")
        made = _called(found, shown)
        if not isinstance(made, torch.nn.Module):
            raise ModelError(f"{shown}: it gives no module of torch, but {_kind(made)}")
        return made

    def loss(self, said: str) -> Callable[..., Any]:
        """The loss of a name: of `torch.nn.functional` or `torch.nn`, or `model.py:function`.

        Raises:
            ModelError: where there is none.
        """
        if is_script(said):
            found = self.find(said)
            if isinstance(found, type):
                found = _called(found, shortened(said, 80))
        else:
            found = _torch_loss(said)
        if not callable(found):
            raise ModelError(f"--loss {shortened(said, 80)}: no function, but {_kind(found)}")
        return found

    def _module(self, path: Path) -> ModuleType:
        """The file, run."""
        shown, real = shortened(str(path), 80), path.resolve()
        if real in self._run:
            return self._run[real]
        # A file may be called as something is that torch itself has imported: json.py.
        name = real.stem if real.stem not in sys.modules else f"{real.stem}_of_a_person"
        spec = importlib.util.spec_from_file_location(name, real)
        if spec is None or spec.loader is None:
            raise ModelError(f"{shown}: this is no file of Python")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # where `inspect` and classes of data look for it
        sys.path.insert(0, str(real.parent))  # as where it is run as a script
        try:
            with _left_as_it_is():
                spec.loader.exec_module(module)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # it is a person's code, which may raise anything
            sys.modules.pop(name, None)
            raise ModelError(f"{shown} fails when it is run: {_told(error, real)}") from error
        self._run[real] = module
        return module


def _torch_loss(name: str) -> Callable[..., Any]:
    functions = torch.nn.functional
    found = getattr(functions, name, None) if name.isidentifier() and name[:1] != "_" else None
    kind = getattr(torch.nn, name, None) if found is None and name.isidentifier() else None
    if isinstance(kind, type) and issubclass(kind, torch.nn.Module):
        found = _called(kind, f"--loss {name}")
    if not callable(found):
        known = [each for each in dir(functions) if each.endswith(("loss", "entropy", "div"))]
        hint = suggestion(name, known) or "; write cross_entropy, mse_loss or model.py:function"
        raise ModelError(f"--loss {shortened(name)}: torch.nn.functional has no such loss{hint}")
    made: Callable[..., Any] = found
    return made


def _called(make: Callable[[], object], shown: str) -> object:
    try:
        with _left_as_it_is():
            return make()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # it is a person's code, which may raise anything
        reason = _told(error, None)
        raise ModelError(
            f"{shown}: called without arguments it fails: {reason}\nwrite a function that makes "
            "it, def model(): return Model(3, 4), and name that"
        ) from error


@contextmanager
def _left_as_it_is() -> Iterator[None]:
    """Have the working folder, where files are written then, and the streams as they were."""
    folder, streams = Path.cwd(), (sys.stdout, sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams
        os.chdir(folder)


def _kind(found: object) -> str:
    """What something is, for a person who named it."""
    return f"an object of the type {type(found).__name__}"


def _told(error: BaseException, path: Path | None) -> str:
    """What went wrong, with the line of the person's file where it did."""
    try:
        said = str(error)
    except Exception:
        said = "it cannot be told why"
    words = " ".join(f"{type(error).__name__}: {said}".split())
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if path is not None and Path(each.filename) == path]
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"line {error.lineno}: {shortened(plain(words), 200)}"
    if not own:
        return shortened(words, 200)
    last = own[-1]
    return f"line {last.lineno}, {shortened(last.line or '', 60)}: {shortened(words, 200)}"
