"""The training in a script: the optimiser, what goes with it, and the loop."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import NetworkError
from engine.export.pytorch.figures import written_number
from engine.export.pytorch.flow import without_gradient
from engine.frozen import frozen
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.schedules import Schedule

STEP = " " * 4
ADAM = ("adam", "adamw")


@frozen(eq=False)
class Training:
    """The text of a training.

    Args:
        network: says how it is trained.
        loss: how the loss of an iteration is written.
        batch: what takes the data of an iteration; empty where all are the same.
        before: how many updates there have been before, as far as that matters.
        goes_on: whether the optimiser goes on with what it remembers.
    """

    network: Network
    loss: str
    batch: str
    before: float = 0.0
    goes_on: bool = False

    def lines(self) -> Iterator[str]:
        """The function that trains, line by line."""
        optimiser = self.network.optimiser
        yield "def train(model, iterations):"
        yield f'{STEP}"""Train it, and give the loss of each iteration, before its update."""'
        yield f"{STEP}optimizer = {self._optimiser(optimiser)}"
        if self.goes_on:
            yield f"{STEP}optimizer.state.update(remembered(model))"
        if scheduler := self._scheduler:
            yield f"{STEP}scheduler = torch.optim.lr_scheduler.{scheduler}"
        yield f"{STEP}for iteration in range(iterations):"
        for line in self._iteration(optimiser, bool(scheduler)):
            yield f"{STEP * 2}{line}"

    def _iteration(self, optimiser: Optimiser, is_scheduled: bool) -> Iterator[str]:
        if self.batch:
            yield self.batch
        yield "optimizer.zero_grad()"
        yield f"value = {self.loss}"
        flat = without_gradient(self.network)
        if len(flat) < len(self.network.parameters):
            yield "value.backward()"
        if flat:
            yield "for parameter in model.parameters():"
            yield f"{STEP}if parameter.grad is None:  # no gradient comes to it: that is 0"
            yield f"{STEP * 2}parameter.grad = torch.zeros_like(parameter)"
        if optimiser.clip_norm is not None:
            most = written_number(optimiser.clip_norm)
            yield f"torch.nn.utils.clip_grad_norm_(model.parameters(), {most})"
        if optimiser.clip_value is not None:
            most = written_number(optimiser.clip_value)
            yield f"torch.nn.utils.clip_grad_value_(model.parameters(), {most})"
        by_function = not optimiser.schedule.is_constant and not is_scheduled
        if by_function:
            before = f" + {written_number(self.before)}" if self.before else ""
            yield f'optimizer.param_groups[0]["lr"] = rate(iteration{before})'
        if self._decays_apart:
            yield "with torch.no_grad():  # weight decay, apart from the gradient"
            yield f"{STEP}for parameter in model.parameters():"
            rate = 'optimizer.param_groups[0]["lr"]'
            yield f"{STEP * 2}parameter.mul_(1 - {rate} * {written_number(optimiser.decay)})"
        yield "optimizer.step()"
        if is_scheduled:
            yield "scheduler.step()"
        yield "yield value.item()"

    def rate(self) -> Iterator[str]:
        """The function of the learning rate, where PyTorch has no schedule that is the same."""
        schedule = self.network.optimiser.schedule
        if schedule.is_constant or self._scheduler:
            return
        lr = written_number(self.network.learning_rate)
        yield "def rate(iteration):"
        yield f'{STEP}"""The learning rate of an update."""'
        done = "iteration"
        if schedule.warmup:
            warmup = written_number(schedule.warmup)
            yield f"{STEP}warm = min(1.0, (iteration + 1) / {warmup})"
            done = f"max(iteration - {warmup}, 0)"
        if schedule.kind == "cosine":
            done = f"min({done}, {written_number(schedule.length)})"
        if schedule.kind != "constant":
            yield f"{STEP}done = {done}"
        factor = " * warm" if schedule.warmup else ""
        yield f"{STEP}return {_rate(schedule, lr, bool(factor))}{factor}"

    @property
    def _scheduler(self) -> str:
        """The schedule of PyTorch; empty where it has none that is the same from here on."""
        return "" if self.before else _scheduler(self.network.optimiser.schedule)

    @property
    def _decays_apart(self) -> bool:
        """Whether weights decay in a way that the optimiser of PyTorch does not have."""
        optimiser = self.network.optimiser
        return bool(optimiser.decay and optimiser.is_decoupled) and optimiser.kind not in ADAM

    def _optimiser(self, optimiser: Optimiser) -> str:
        rate = self.network.learning_rate
        if rate < 0:
            raise NetworkError("PyTorch takes no learning rate below 0")
        said = [f"lr={written_number(rate)}"]
        kind, settings = optimiser.kind, optimiser.row.settings
        if kind in ("momentum", "nesterov") and optimiser.momentum:
            said.append(f"momentum={written_number(optimiser.momentum)}")
            said += ["nesterov=True"] * (kind == "nesterov")
        if kind == "rmsprop":
            said.append(f"alpha={written_number(optimiser.alpha)}")
        if kind in ADAM:
            betas = f"{written_number(optimiser.beta1)}, {written_number(optimiser.beta2)}"
            said.append(f"betas=({betas})")
        if "epsilon" in settings:
            said.append(f"eps={written_number(optimiser.epsilon)}")
        decoupled = optimiser.is_decoupled
        name = {
            "rmsprop": "RMSprop", "adagrad": "Adagrad", "adam": "Adam", "adamw": "Adam",
        }.get(kind, "SGD")  # fmt: skip
        if kind in ADAM:
            name = "AdamW" if decoupled and optimiser.decay else "Adam"
        if (optimiser.decay or name == "AdamW") and not self._decays_apart:
            said.append(f"weight_decay={written_number(optimiser.decay)}")
        return f"torch.optim.{name}(model.parameters(), {', '.join(said)})"


def _scheduler(schedule: Schedule) -> str:
    """The schedule that PyTorch has for one; empty where it has none that is the same."""
    if schedule.warmup:
        return ""
    gamma = written_number(schedule.gamma)
    match schedule.kind:
        case "step":
            return f"StepLR(optimizer, step_size={int(schedule.step_size)}, gamma={gamma})"
        case "exponential":
            return f"ExponentialLR(optimizer, gamma={gamma})"
    return ""


def _rate(schedule: Schedule, lr: str, is_factor: bool) -> str:
    """The learning rate of how many updates are done."""
    gamma = written_number(schedule.gamma)
    match schedule.kind:
        case "step":
            return f"{lr} * {gamma} ** (done // {written_number(schedule.step_size)})"
        case "exponential":
            return f"{lr} * {gamma} ** done"
        case "cosine":
            share = f"(1 + math.cos(math.pi * done / {written_number(schedule.length)})) / 2"
            if not schedule.lowest_rate:
                return f"{lr} * {share}"
            lowest = written_number(schedule.lowest_rate)
            text = f"{lowest} + ({lr} - {lowest}) * {share}"
            return f"({text})" if is_factor else text
    return lr
