"""Loops of every kind, watched: what is found in them, and in which batch."""

import pytest
import torch
from torch import nn

from tests.engine.torch.watching.loops import FoundError, Loop, batches, network


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


def test_an_optimizer_is_lent_what_it_had_before_the_update():
    model, _ = network()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    before = {}
    with Loop(model) as loop:
        for index, (x, y) in enumerate(batches(5)):
            out = model(x)
            loss = torch.sqrt(out - out if index == 3 else (out - y) ** 2 + 1).mean()
            optimizer.zero_grad()
            loss.backward()
            state = optimizer.state.items()
            before = {
                each: {key: value.clone() for key, value in had.items()} for each, had in state
            }
            optimizer.step()
    assert not all(torch.isfinite(had["exp_avg"]).all() for had in optimizer.state.values())
    own = optimizer.state
    with loop.watcher.memory.lent():
        for each, had in before.items():
            lent = optimizer.state[each]
            assert lent.keys() == had.keys()
            assert all(torch.equal(lent[key], value) for key, value in had.items())
            assert had["step"] == 3
    assert optimizer.state is own
