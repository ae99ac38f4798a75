"""Loops of every kind, watched: what is found in them, and that it is computed again as it was."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from engine.torch.watching.program import Program, Step, ends_of
from engine.torch.watching.watcher import Watcher


class FoundError(Exception):
    pass


class Loop:
    """A loop that is watched, and what came of it."""

    def __init__(self, model, optimizer=None):
        self.model, self.finding, self.loss = model, None, None
        self.watcher = Watcher(model, self._take, optimizer)

    def __enter__(self):
        self.watcher.__enter__()
        return self

    def __exit__(self, kind, *_):
        self.watcher.__exit__(kind)
        return kind is FoundError

    def _take(self, finding):
        self.finding = finding
        program = self.watcher.program(finding.batch)
        with self.watcher.snapshot.lent():
            self.loss = Step(self.model, program)(*program.outside)
            self.gradients = torch.autograd.grad(
                self.loss, [*self.model.parameters()], allow_unused=True, retain_graph=True
            )
            if program.inputs is not None:
                inputs, targets = program.outside[: program.inputs], program.outside
                other = program.loss(None, targets, self.model(*inputs))
                assert torch.equal(other.nan_to_num(), self.loss.nan_to_num())
        raise FoundError


def network(seed=0, rate=0.1):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
    return model, torch.optim.SGD(model.parameters(), lr=rate)


def batches(number, bad=None, times=1e30):
    generator = torch.Generator().manual_seed(1)
    for index in range(number):
        x = torch.randn(4, 3, generator=generator)
        y = torch.randn(4, 2, generator=generator)
        yield (x, y * times if index == bad else y)


def test_a_loss_is_found_before_the_loop_goes_back():
    model, optimizer = network()
    with Loop(model) as loop:
        for x, y in batches(9, bad=4):
            loss = ((model(x) - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert (loop.finding.kind, loop.finding.batch.number) == ("loss", 4)
    assert loop.finding.words == "batch 4: the loss is inf"
    assert loop.loss == torch.inf
    assert all(torch.isfinite(each).all() for each in model.parameters())


def test_a_gradient_is_found_with_the_batch_that_made_it():
    model, optimizer = network()
    with Loop(model) as loop:
        for index, (x, y) in enumerate(batches(9)):
            out = model(x)
            loss = torch.sqrt(out - out if index == 3 else (out - y) ** 2 + 1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert (loop.finding.kind, loop.finding.batch.number) == ("gradient", 3)
    assert loop.finding.names == ("0.weight", "0.bias", "2.weight", "2.bias")
    assert loop.loss == 0
    assert loop.watcher.optimizer is optimizer


@pytest.mark.parametrize("by_hand", [True, False])
def test_an_update_is_found(by_hand):
    model, optimizer = network()
    with Loop(model) as loop:
        for index, (x, y) in enumerate(batches(9)):
            loss = ((model(x) - 100 * y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            rate = 3e38 if index == 2 else 0.1
            optimizer.param_groups[0]["lr"] = rate
            if by_hand:
                for each in model.parameters():
                    each.data -= rate * each.grad
            else:
                optimizer.step()
    assert (loop.finding.kind, loop.finding.batch.number) == ("parameter", 2)
    assert torch.isfinite(loop.loss)
    before = [*loop.watcher.snapshot._kept]
    assert all(torch.isfinite(each).all() for each in before)


def test_the_last_update_of_a_loop_is_looked_at():
    model, _ = network()
    loop = Loop(model)
    loop.__enter__()
    for x, y in batches(1):
        ((model(x) - y) ** 2).mean().backward()
        with torch.no_grad():
            model[0].weight *= torch.inf
    with pytest.raises(FoundError):
        loop.__exit__(None)
    assert loop.finding.kind == "parameter"


def test_what_a_scaler_leaves_out_is_no_finding():
    model, optimizer = network()
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127, growth_interval=1000)
    with Loop(model) as loop:
        for x, y in batches(30):
            optimizer.zero_grad()
            loss = (1e3 * model(x) * y).sin().mean()
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
    assert loop.finding is None
    assert scaler.get_scale() < 2.0**127


def test_autocast_is_noted():
    model, optimizer = network()
    with Loop(model) as loop:
        for x, y in batches(3, bad=1, times=torch.inf):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = nn.functional.mse_loss(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert loop.finding.batch.precision == "bfloat16"


def test_gradients_added_up_are_those_of_the_batch_that_spoils_them():
    model, optimizer = network()
    with Loop(model) as loop:
        for index, (x, y) in enumerate(batches(12)):
            out = model(x)
            loss = torch.sqrt(out - out if index == 5 else (out - y) ** 2 + 1).mean()
            loss.backward()
            if index % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()
    assert (loop.finding.kind, loop.finding.batch.number) == ("gradient", 5)
    assert loop.loss == 0


def test_a_closure_of_an_optimizer_is_watched():
    model, _ = network()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, max_iter=5)
    with Loop(model) as loop:
        for x, y in batches(5, bad=2):

            def closure(x=x, y=y):
                optimizer.zero_grad()
                loss = ((model(x) - y) ** 2).mean()
                loss.backward()
                return loss

            optimizer.step(closure)
    assert loop.finding.kind == "loss"
    assert loop.loss == torch.inf


def test_what_is_only_looked_at_is_not_trained():
    model, optimizer = network()
    with Loop(model) as loop:
        for x, y in batches(4):
            with torch.no_grad():
                (model(x) / 0).mean()
            _ = (model(x) / 0).mean()  # it is never gone back from
            loss = ((model(x) - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert loop.finding is None
    assert len(loop.watcher._tape._known) < 20


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


def test_another_model_is_none_of_ours():
    model, _ = network()
    other, optimizer = network(1)
    with Loop(model) as loop:
        for x, y in batches(4, bad=2):
            loss = ((other(x) - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert loop.finding is None


def test_a_call_that_fails_is_nothing():
    model, optimizer = network()
    with Loop(model) as loop:
        for index, (x, y) in enumerate(batches(6, bad=4)):
            if index == 1:
                with pytest.raises(RuntimeError, match="shapes"):
                    model(x[:, :2])
            loss = ((model(x) - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert loop.finding.batch.number == 4
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
    again = Step(model, program)(*program.outside)
    assert torch.equal(again, loss)
    expected, found = (torch.autograd.grad(each, parameters) for each in (loss, again))
    assert all(map(torch.equal, found, expected))
