"""The training of torch: an update of every optimiser, with all that goes with it."""

import math


def torch_optimiser(torch, values, network):
    """The optimiser of torch that a network has."""
    optimiser = network.optimiser
    has = {"lr": network.learning_rate, "weight_decay": optimiser.decay}
    adam = {"betas": (optimiser.beta1, optimiser.beta2), "eps": optimiser.epsilon}
    match optimiser.kind:
        case "gd":
            return torch.optim.SGD(values, **has)
        case "momentum" | "nesterov" as kind:
            is_nesterov = kind == "nesterov"
            momentum = optimiser.momentum
            return torch.optim.SGD(values, **has, momentum=momentum, nesterov=is_nesterov)
        case "rmsprop":
            return torch.optim.RMSprop(values, **has, alpha=optimiser.alpha, eps=optimiser.epsilon)
        case "adagrad":
            return torch.optim.Adagrad(values, **has, eps=optimiser.epsilon)
        case "adam":
            decoupled = {"decoupled_weight_decay": optimiser.is_decoupled}
            return torch.optim.Adam(values, **has, **adam, **decoupled)
        case "adamw":
            return torch.optim.AdamW(values, **has, **adam)


def torch_schedules(torch, updates, schedule):
    """The schedules of torch that, one after the other, do what a schedule does."""
    rates = torch.optim.lr_scheduler
    length, size = int(schedule.length), int(schedule.step_size)
    made = {
        "constant": lambda: rates.ConstantLR(updates, factor=1.0),
        "step": lambda: rates.StepLR(updates, size, schedule.gamma),
        "exponential": lambda: rates.ExponentialLR(updates, schedule.gamma),
        "cosine": lambda: rates.CosineAnnealingLR(updates, length, schedule.lowest_rate),
    }[schedule.kind]()
    if not schedule.warmup:
        return made
    warmup = int(schedule.warmup)
    growing = rates.LinearLR(updates, 1 / warmup, 1.0, warmup - 1)
    return rates.SequentialLR(updates, [growing, made], [warmup])


def torch_updates(torch, values, loss_of, network, count):
    """The loss before each of so many updates, after which the parameters are changed in place.

    Args:
        torch: the library.
        values: tensors, by the names of nodes.
        loss_of: gives the loss of these.
        network: says how it is trained.
        count: how many updates.
    """
    trained = [values[parameter] for parameter in network.parameters]
    updates = torch_optimiser(torch, trained, network)
    optimiser = network.optimiser
    rates = torch_schedules(torch, updates, optimiser.schedule)
    for _ in range(count):
        updates.zero_grad()
        loss = loss_of(torch, values)
        loss.backward()
        if optimiser.clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(trained, optimiser.clip_norm)
        if optimiser.clip_value is not None:
            torch.nn.utils.clip_grad_value_(trained, optimiser.clip_value)
        updates.step()
        rates.step()
        assert math.isfinite(loss.item())
        yield loss.item()
