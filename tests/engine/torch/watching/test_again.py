"""What a loop computes of what a module gave, computed again as it was."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from engine.torch.watching.program import Program, Step, ends_of
from tests.engine.torch.watching.loops import Loop, batches, network


def test_two_losses_over_one_graph():
    model, optimizer = network()
    with Loop(model) as loop:
        for index, (x, y) in enumerate(batches(4)):
            out = model(x)
            optimizer.zero_grad()
            ((out - y) ** 2).mean().backward(retain_graph=True)
            torch.log(out.abs().mean() * (0 if index == 1 else 1)).backward()
            optimizer.step()
    assert (loop.finding.kind, loop.finding.batch.number) == ("loss", 3)
    assert loop.loss == -torch.inf


def test_a_module_called_twice_and_a_penalty_on_its_weights():
    model, optimizer = network()
    with Loop(model) as loop:
        for x, y in batches(4, bad=2):
            apart = (model(x) - model(x + 1)).pow(2).sum()
            penalty = sum(each.pow(2).sum() for each in model.parameters())
            loss = apart + 0.1 * penalty + y.exp().mean()
            optimizer.zero_grad()
            torch.autograd.backward([loss])
            optimizer.step()
    assert loop.finding.batch.number == 2
    assert loop.loss == torch.inf
    assert all(each is not None for each in loop.gradients)


def test_parts_called_by_themselves_and_a_part_of_something_larger():
    model, optimizer = network()
    head = nn.Linear(2, 1)
    with Loop(model) as loop:
        for x, y in batches(4, bad=2):
            hidden = model[1](model[0](x))
            out = head(model[2](hidden))
            loss = ((out - y[:, :1]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert loop.finding.batch.number == 2
    assert loop.loss == torch.inf


def _drawn(data, out, y):
    """Some computation of what a module gave, with writes in its place among them."""
    for _ in range(data.draw(st.integers(1, 5))):
        match data.draw(st.integers(0, 7)):
            case 0:
                out = out * y
            case 1:
                out = out.clone()
                out[:, 0] = y[:, 1]
            case 2:
                out = out.sin()
                first = out[:, :1]
                first.mul_(3)
            case 3:
                out = torch.cat([out, out.detach()], dim=1)[:, :2]
            case 4:
                box = torch.zeros_like(y)
                box[1:] = out[1:]
                out = box
            case 5:
                out = torch.stack(torch.unbind(out, 1)[::-1], 1)
            case 6:
                out = torch.max(out, dim=1, keepdim=True)[0] + out.T.mean()
                out = out.expand(4, 2)
            case 7:
                out = out + 1
                out += y
    return out


@given(data=st.data())
def test_what_a_loop_computes_is_computed_again(data):
    model, _ = network(data.draw(st.integers(0, 9)))
    parameters = [*model.parameters()]
    ((x, y),) = batches(1)
    with Loop(model) as loop:
        loss = _drawn(data, model(x), y).pow(2).mean()
        program = Program(ends_of(loop.watcher._tape, loss, None), loop.watcher._names)
    again = Step(model, program)(**dict(zip(program.names(model), program.outside, strict=True)))
    assert torch.equal(again, loss)
    expected, found = (torch.autograd.grad(each, parameters) for each in (loss, again))
    assert all(map(torch.equal, found, expected))
