"""Expressions of torch, one a line, and modules, held against what the rules write of them."""

import warnings

from tests.engine.torch.graphs import compared


def functions_hold(torch, lines, *, made=None, **shapes):
    """Hold functions of tensors, which are drawn in these shapes; those in `made` are given.

    Args:
        torch: the library.
        lines: expressions of `torch`, `F` and the tensors by their names, one a line.
        made: tensors that are no parameters, by their names.
        shapes: those of the others, which have gradients; of those between 0 and 1 behind `"p"`.
    """
    with torch_in_float64(torch):
        wrong = []
        for line in filter(None, map(str.strip, lines.split("\n"))):
            code = compile(line, line, "eval")
            names = [name for name in (*shapes, *(made or {})) if name in code.co_names]
            tensors = [(made or {}).get(name) for name in names]
            tensors = [
                drawn(torch, shapes[name]) if tensor is None else tensor
                for name, tensor in zip(names, tensors, strict=True)
            ]

            def function(*given, code=code, names=names):
                known = {"torch": torch, "F": torch.nn.functional, "nn": torch.nn}
                return eval(code, {**known, **dict(zip(names, given, strict=True))})  # noqa: S307

            wrong += problem(torch, line, function, tensors)
    assert not wrong, "\n".join(wrong)


def modules_hold(torch, modules):
    """Hold modules, each with the shapes of what it is given, or tensors; parameters are drawn."""
    with torch_in_float64(torch):
        wrong = []
        for make, *given in modules:
            module = make(torch.nn)
            for name, value in (*module.named_parameters(), *module.named_buffers()):
                if value.is_floating_point():
                    low = 0.2 if "running" in name else -0.5
                    value.data.uniform_(low, low + 1.0)
            tensors = [each if hasattr(each, "dim") else drawn(torch, each) for each in given]
            wrong += problem(torch, str(module), module, tensors)
    assert not wrong, "\n".join(wrong)


def drawn(torch, shape):
    """Numbers around 0; between 0 and 1 of a shape behind `"p"`."""
    if shape and shape[0] == "p":
        return (torch.rand(shape[1:]) * 0.8 + 0.1).requires_grad_()
    return torch.randn(shape, requires_grad=True)


def problem(torch, name, function, tensors):
    """What is wrong with what the rules write, in a list."""
    torch.manual_seed(3)
    for tensor in tensors:
        tensor.grad = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what torch says of its own export
            compared(torch, function, tensors)
    except Exception as error:  # whatever is wrong is told for each of them
        return [f"{name}: {type(error).__name__}: {error}"[:900]]
    return []


class torch_in_float64:  # noqa: N801  (used as a function is)
    """Within it torch makes tensors of float64."""

    def __init__(self, torch):
        self.torch, self.before = torch, torch.get_default_dtype()

    def __enter__(self):
        self.torch.manual_seed(3)
        self.torch.set_default_dtype(self.torch.float64)

    def __exit__(self, *_):
        self.torch.set_default_dtype(self.before)
