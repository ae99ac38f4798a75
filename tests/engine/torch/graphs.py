"""What torch exports of a function, written by the rules: nothing else of a module is looked at."""

import ast
import operator
import re

import numpy as np

from engine.drafts.call import Call
from engine.drafts.operand import Operand
from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.network.arguments import build_network
from engine.program.program import derive
from engine.torch.rules.table import rule_of


class Lines:
    """Equations that are written one after the other, each with a name of its own."""

    def __init__(self):
        self.equations, self.inputs, self.count = [], {}, 0

    def _name(self, hint):
        self.count += 1
        return f"{hint}_{self.count}"

    def let(self, hint, text, shape):
        return self.let_all([hint], text, [shape])[0]

    def let_all(self, hints, text, shapes):
        names = [self._name(hint) for hint in hints]
        self.equations.append(f"{', '.join(names)} = {ast.unparse(ast.parse(text.strip()))}")
        return tuple(map(Operand, names, shapes))

    def one_hot(self, operand, classes):
        """Class numbers stay what they are: equations are to say what comes of them."""

    def constant(self, hint, numbers):
        name = self._name(hint)
        self.inputs[name] = np.asarray(numbers, dtype=float)
        return Operand(name, np.shape(numbers), "float", np.asarray(numbers))


def exported(torch, function, tensors):
    """The graph of a function at the level of the training IR, and what it takes besides."""

    class Whole(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = function if isinstance(function, torch.nn.Module) else None

        def forward(self, *given):
            return function(*given)

    program = torch.export.export(Whole(), tuple(tensors), strict=False)
    signature = program.graph_signature
    state = {**program.state_dict, **program.constants}
    held = {
        **signature.inputs_to_parameters,
        **signature.inputs_to_buffers,
        **signature.inputs_to_lifted_tensor_constants,
    }
    return program, {name: state[target] for name, target in held.items()}


def kind_of(dtype):
    name = str(dtype)
    return "bool" if "bool" in name else "int" if "int" in name else "float"


def written(torch, function, tensors):
    """The equations of a function of tensors: lines, inputs, parameters and names of its result."""
    program, held = exported(torch, function, tensors)
    lines, values, parameters = Lines(), {}, {}
    given = iter(tensors)
    for node in program.graph.nodes:
        if node.op == "placeholder":
            tensor = held[node.name] if node.name in held else next(given)
            name = f"in_{node.name}"
            numbers = tensor.detach().double().numpy()
            is_known = not (tensor.requires_grad or tensor.is_floating_point())
            is_known = is_known and node.name in held
            into = parameters if tensor.requires_grad else lines.inputs
            into[name] = numbers
            values[node] = Operand(
                name, tuple(tensor.shape), kind_of(tensor.dtype),
                numbers if is_known else None, numbers,
            )  # fmt: skip
        elif node.op == "call_function" and node.users:
            values[node] = result(torch, node, values, lines)
        elif node.op == "output":
            return lines, parameters, values[node.args[0][0]]
    raise AssertionError


def result(torch, node, values, lines):
    if node.target is operator.getitem:
        return values[node.args[0]][node.args[1]]
    found = torch.utils._pytree.tree_leaves(node.meta["val"])
    read = torch.fx.map_arg((node.args, node.kwargs), lambda each: Held(values[each]))
    args, kwargs = torch.utils._pytree.tree_map(
        lambda each: each.value if isinstance(each, Held) else each, read,
        is_leaf=lambda each: isinstance(each, Held),
    )  # fmt: skip
    schema = node.target._schema
    if is_constant([*args, *kwargs.values()]) and all(isinstance(v, torch.Tensor) for v in found):
        return folded(torch, node, args, kwargs, lines)
    arguments = {}
    for place, each in enumerate(schema.arguments):
        default = each.default_value if each.has_default_value() else None
        arguments[each.name] = args[place] if place < len(args) else kwargs.get(each.name, default)
    op = schema.name.removeprefix("aten::")
    rule = rule_of(op, schema.overload_name)
    assert rule is not None, f"no rule for {op}.{schema.overload_name}"
    shapes = tuple(tuple(each.shape) for each in found)
    kinds = [kind_of(each.dtype) for each in found]
    call = Call(op, arguments, shapes, kinds[0], lines)
    made = rule(call)
    several = isinstance(made, list | tuple)
    parts = [
        part if part is None else kept(part, shape, kind, lines)
        for part, shape, kind in zip(made if several else [made], shapes, kinds, strict=True)
    ]
    return parts if several else parts[0]


class Held:
    def __init__(self, value):
        self.value = value


def is_constant(args):
    flat = []
    for each in args:
        flat += each if isinstance(each, list | tuple) else [each]
    return all(not isinstance(x, Operand) or x.numbers is not None for x in flat)


def folded(torch, node, args, kwargs, lines):
    def back(x):
        if isinstance(x, Operand):
            dtype = {"int": torch.int64, "bool": torch.bool}.get(x.kind, torch.float64)
            return torch.as_tensor(x.numbers).to(dtype)
        return [*map(back, x)] if isinstance(x, list | tuple) else x

    value = node.target(*map(back, args), **{name: back(x) for name, x in kwargs.items()})
    assert isinstance(value, torch.Tensor)
    constant = lines.constant("known", value.double().numpy())
    return Operand(constant.text, tuple(value.shape), kind_of(value.dtype), value.numpy())


def kept(part, shape, kind, lines):
    """A result as a name; it has to have the shape that torch says."""
    text = part.text if isinstance(part, Operand) else part
    if isinstance(part, Operand):
        assert part.shape == shape, (text, part.shape, shape)
        if part.is_whole:
            return Operand(text, shape, kind, part.numbers)
    name = lines.let("v", text, shape).text
    return Operand(name, shape, kind)


def compared(torch, function, tensors, tolerance=1e-12):
    """Hold what the rules write of a function against torch: the value and each gradient."""
    lines, parameters, found = written(torch, function, tensors)
    rng = np.random.default_rng(5)
    weights = rng.normal(size=found.shape)
    lines.inputs["weights"] = weights
    equations = [*lines.equations, f"out_ = 1 * {found.text}", "L = sum(out_ * weights)"]
    equations = used(equations, "L")
    words = {*re.findall(r"[^\W\d]\w*", " ".join(equations))}
    parameters = {name: value for name, value in parameters.items() if name in words}
    inputs = {name: value for name, value in lines.inputs.items() if name in words}
    network = build_network("\n".join(equations), loss="L", parameters=parameters, inputs=inputs)
    (run,) = trace(derive(network), 1)
    state = State(run, len(every_step(run)))
    wanted = function(*tensors)
    close(state.value("out_"), wanted.detach().double().numpy(), tolerance, "value", equations)
    leaves = [tensor for tensor in tensors if tensor.requires_grad]
    if isinstance(function, torch.nn.Module):
        leaves += [*function.parameters()]
    (wanted.double() * torch.as_tensor(weights)).sum().backward()
    program, held = exported(torch, function, tensors)
    given = iter(tensors)
    for node in program.graph.nodes:
        if node.op != "placeholder":
            break
        tensor = held[node.name] if node.name in held else next(given)
        name = f"in_{node.name}"
        if name in parameters:
            gradient = tensor.grad if tensor.grad is not None else torch.zeros_like(tensor)
            close(state.gradient(name), gradient.numpy(), tolerance, name, equations)
    return equations


def used(equations, last):
    """The equations that the last one needs."""
    needed, kept = {last}, []
    for line in reversed(equations):
        left, right = line.split(" = ", 1)
        if needed & {*left.split(", ")}:
            needed |= {*re.findall(r"[^\W\d]\w*", right)}
            kept.append(line)
    return kept[::-1]


def close(found, wanted, tolerance, what, equations):
    found = np.asarray(found, dtype=float)
    assert found.shape == np.shape(wanted), (what, found.shape, np.shape(wanted), equations)
    largest = max(1.0, float(np.max(np.abs(wanted), initial=0.0)))
    apart = float(np.max(np.abs(found - wanted), initial=0.0)) / largest
    assert apart <= tolerance, (what, apart, found, wanted, equations)
