"""The command that makes a network file of a module of torch."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from engine.errors import FileError, ModelError
from engine.language.text import plain
from engine.network.pickles import refuse_pickle
from engine.torch.named import is_script, script_of
from tui.cli.example import read_example
from tui.cli.graphs import Asked, drafted_of
from tui.cli.options import app
from tui.cli.outputs import checked_output
from tui.cli.shared import NAME, InputError, is_graph, write_linked, write_out
from tui.terminal.sandbox import is_restricted

if TYPE_CHECKING:
    import torch

    from engine.drafts.drafted import Drafted
    from engine.torch.imported import Imported

Files = Annotated[tuple[Path, ...], Parameter(negative="", show_default=False)]

MISSING = "import needs torch, which is not installed: pip install 'makabaka-tui[torch]'"


@app.command(name="import")
def import_(
    model: str,
    *,
    input: Files = (),  # noqa: A002  (the option's name)
    target: Files = (),
    loss: str | None = None,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
    optimizer: Annotated[str | None, Parameter(name=("--optimizer", "--optimiser"))] = None,
    weights: Path | None = None,
    stop_at: str | None = None,
    value: str | None = None,
    eval: Annotated[bool, Parameter(negative="")] = False,  # noqa: A002  (the option's name)
    force: Annotated[bool, Parameter(negative="")] = False,
    restricted: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Make a network file of a module of torch; this runs its file, and proves what comes of it.

    Of a graph of ONNX, model.onnx, nothing is run: it is read.

    Args:
        model: The file and a name in it, model.py:Model: a class that is made without arguments, a
            function that gives a module, or a module; or a graph of ONNX, model.onnx.
        input: A file with an example of what the module is given, .npy, .npz or .csv; may be given
            again for the next argument.
        target: The same for what the loss is given besides.
        loss: A loss of torch.nn.functional, cross_entropy, of torch.nn, or model.py:function; by
            itself what the module gives is the loss.
        output: The network file to write, by itself model.toml for model.py; the parameters are
            written beside it, into a .safetensors.
        optimizer: The optimizer of torch with its settings, 'AdamW(lr=0.01, weight_decay=0.1)'.
        weights: A file of weights to load into the module, .safetensors.
        stop_at: The path of a module in it, at whose end to cut it: blocks.0.
        value: The value of a graph of ONNX that is predicted, by its name.
        eval: Take the module as it is when it predicts, without dropout.
        force: Write over files that exist.
        restricted: Run no file of anybody's, which is to refuse.
    """
    if restricted or is_restricted():
        raise InputError("--restricted: import is not allowed, as it runs a file of Python")
    if is_graph(model):
        others = {"optimizer": optimizer, "weights": weights, "stop-at": stop_at, "eval": eval}
        files = [tuple(map(str, each)) for each in (input, target)]
        asked = Asked(loss, files[0], files[1], value)
        return _of_graph(model, asked, others, _output(model, output, force), force)
    if value is not None:
        raise InputError("--value goes with a graph of ONNX, as model.onnx")
    if not input:
        raise InputError("import: give an example of what the module is given: --input x.npy")
    if target and loss is None:
        raise InputError("import: --target goes with --loss, as cross_entropy or model.py:function")
    named = [model] if loss is None or not is_script(loss) else [model, loss]
    scripts = dict.fromkeys(plain(str(script_of(each)[0])) for each in named)
    path = _output(model, output, force)
    examples = [[read_example(each) for each in files] for files in (input, target)]
    try:
        import torch  # noqa: F401  (whether it is there is found out before anything is run)
    except ImportError:
        raise InputError(MISSING) from None
    from engine.torch.imported import import_module
    from engine.torch.optimisers import optimiser_of
    from engine.torch.scripts import Scripts

    write_out([f"import runs {' and '.join(scripts)}"])
    found = Scripts()
    module = found.model(model)
    if weights is not None:
        _load(module, weights)
    if eval:
        module.eval()
    inputs, targets = (_tensors(arrays, module) for arrays in examples)
    imported = import_module(
        module,
        _itself if loss is None else found.loss(loss),
        inputs,
        targets or None,
        optimizer=optimizer and optimiser_of(optimizer, module.parameters()),
        stop_at=stop_at,
    )
    proof = [] if imported.proof is None else [imported.proof.text]
    return _written(imported, path, force, proof)


def _of_graph(
    model: str, asked: Asked, others: Mapping[str, object], path: Path, force: bool
) -> int:
    """Make a network file of a graph of ONNX."""
    for option, said in others.items():
        if said:
            raise InputError(f"--{option} goes with a module of torch, model.py:Model")
    return _written(drafted_of(model, asked), path, force, [])


def _written(made: Drafted | Imported, path: Path, force: bool, proof: Sequence[str]) -> int:
    """Write what was made, and say so."""
    try:
        written = made.save(path, force=force)
    except FileError as error:
        raise InputError(str(error)) from None
    write_out([*map(plain, made.notes), *proof])
    names = " and ".join(plain(str(each)) for each in written)
    opening = f"open it with: {NAME} {shlex.quote(plain(str(path)))}"
    write_linked(f"{names} {'is' if len(written) == 1 else 'are'} written; {opening}")
    return 0


def _itself(output: Any) -> Any:
    """What a module gives that computes its loss itself.

    Raises:
        ModelError: where that is no single number.
    """
    if tuple(getattr(output, "shape", (0,))):
        raise ModelError(
            "what the module gives is not one number, as a loss is: name the loss, with its "
            "target: --loss cross_entropy --target y.npy"
        )
    return output


def _output(model: str, output: Path | None, force: bool) -> Path:
    """Where to write; what is beside it has its name, but for the ending."""
    said = output or Path(f"{Path(model.rpartition(':')[0] or model).stem}.toml")
    if said.suffix != ".toml":
        shown = plain(str(said))
        raise InputError(f"{shown}: the name of a network file ends in .toml, as in model.toml")
    if not said.expanduser().parent.is_dir():
        raise InputError(f"{plain(str(said))}: there is no folder {plain(str(said.parent))}")
    checked_output(said.with_suffix(".safetensors"), force)
    return checked_output(said, force)


def _tensors(arrays: Sequence[Any], module: torch.nn.Module) -> tuple[Any, ...]:
    """Arrays as tensors; numbers with a point of the precision that the parameters have."""
    import torch

    kinds = [each.dtype for each in module.parameters() if each.is_floating_point()]
    kind = kinds[0] if kinds else torch.get_default_dtype()
    found = [torch.from_numpy(array.copy()) for array in arrays]
    return tuple(each.to(kind) if each.is_floating_point() else _whole(each) for each in found)


def _whole(tensor: torch.Tensor) -> torch.Tensor:
    """Whole numbers of the type that torch takes for places and classes; truths stay."""
    import torch

    return tensor if tensor.dtype == torch.bool else tensor.to(torch.int64)


def _load(module: torch.nn.Module, weights: Path) -> None:
    """Put weights of a file into a module."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    refuse_pickle(str(weights))
    shown = plain(str(weights))
    try:
        module.load_state_dict(load_file(weights))
    except OSError as error:
        raise InputError(f"{shown}: cannot be read: {error.strerror or error}") from None
    except SafetensorError as error:
        raise InputError(f"{shown}: no file of safetensors, or damaged: {error}") from None
    except RuntimeError as error:
        reason = plain(" ".join(str(error).split()))[:300]
        raise ModelError(f"{shown}: these are not the weights of the model: {reason}") from None
