"""The optimisers in numpy, with decay, clipping and schedules, each as its paper writes it."""

import math

import numpy as np


def rate_of(schedule, rate, done):
    """The learning rate after so many updates."""
    after = max(done - schedule.warmup, 0)
    match schedule.kind:
        case "step":
            rate *= schedule.gamma ** (after // schedule.step_size)
        case "exponential":
            rate *= schedule.gamma**after
        case "cosine":
            part = min(after, schedule.length) / schedule.length
            low = schedule.lowest_rate
            rate = low + 0.5 * (rate - low) * (1 + math.cos(math.pi * part))
    return rate * min(1, (done + 1) / schedule.warmup) if schedule.warmup else rate


def clipped(optimiser, gradients):
    """The gradients, all of them shorter, or each entry nearer to 0."""
    if optimiser.clip_norm is not None:
        norm = math.sqrt(sum(float((g**2).sum()) for g in gradients.values()))
        factor = min(1.0, optimiser.clip_norm / (norm + 1e-6))
        return {name: factor * g for name, g in gradients.items()}
    if optimiser.clip_value is not None:
        most = optimiser.clip_value
        return {name: np.clip(g, -most, most) for name, g in gradients.items()}
    return gradients


def updated(optimiser, parameters, gradients_of, rate, updates):
    """The parameters after each of so many updates."""
    zeros = {name: np.zeros_like(value) for name, value in parameters.items()}
    first, second = dict(zeros), dict(zeros)
    for done in range(updates):
        found = clipped(optimiser, gradients_of(parameters))
        lr, after = rate_of(optimiser.schedule, rate, done), {}
        for name, theta in parameters.items():
            g, decay = found[name], optimiser.decay
            if not optimiser.is_decoupled:
                g = g + decay * theta
            match optimiser.kind:
                case "gd":
                    step = g
                case "momentum":
                    step = first[name] = optimiser.momentum * first[name] + g
                case "nesterov":
                    first[name] = optimiser.momentum * first[name] + g
                    step = g + optimiser.momentum * first[name]
                case "rmsprop":
                    second[name] = optimiser.alpha * second[name] + (1 - optimiser.alpha) * g**2
                    step = g / (np.sqrt(second[name]) + optimiser.epsilon)
                case "adagrad":
                    second[name] = second[name] + g**2
                    step = g / (np.sqrt(second[name]) + optimiser.epsilon)
                case "adam" | "adamw":
                    first[name] = optimiser.beta1 * first[name] + (1 - optimiser.beta1) * g
                    second[name] = optimiser.beta2 * second[name] + (1 - optimiser.beta2) * g**2
                    m = first[name] / (1 - optimiser.beta1 ** (done + 1))
                    v = second[name] / (1 - optimiser.beta2 ** (done + 1))
                    step = m / (np.sqrt(v) + optimiser.epsilon)
            shrunk = theta * (1 - lr * decay) if optimiser.is_decoupled else theta
            after[name] = shrunk - lr * step
        parameters = after
        yield parameters
