"""The tasks that are listed first: to begin, to ask why, to step and to train."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.commands.task import Task

FIRST_TASKS: Mapping[str, Sequence[Task]] = {
    "Begin": (
        Task(
            "Take the tour, a minute with your own keys: type {:tutor}.",
            "tutorial introduction start new learn first help",
        ),
        Task(
            "Find anything that can be done: press {help}, then «/ help.search» and a word.",
            "search manual",
        ),
        Task("Type a command: press {command}; Tab completes what you type.", "prompt line word"),
    ),
    "Ask why": (
        Task(
            "See why a gradient is zero: select its node with {up} {down}, press {why}.",
            "vanishing vanish learn stuck nothing reason cause derivative", "why dLOSS/d",
        ),
        Task(
            "See why a run does not learn, and what may help: press {diagnose} after training.",
            "stuck stopped plateau diagnosis diagnose dead rises cure remedy illness",
        ),
        Task(
            "Go to where NaN or infinity comes from, and see why: press {nan}.",
            "not finite overflow inf exp log 0 division float32 float16 precision spoilt",
        ),
        Task(
            "Try another seed, leaky ReLUs or larger weights: type {:try} leaky.",
            "remedy cure help branch dead seed slope initial initialisation", "try ",
        ),
        Task(
            "See why a parameter gets no gradient: type {:why} dLOSS/dPARAMETER.",
            "weight learn zero stuck reason explain symbol", "why dLOSS/d",
        ),
        Task(
            "Go where a gradient is computed in iteration 1: type {:goto} dLOSS/dPARAMETER 1.",
            "jump find step symbol backward", "goto dLOSS/d",
        ),
        Task(
            "See over which paths a gradient came: type {:paths} dLOSS/dPARAMETER.",
            "route flow skip connection chain rule contributions vanishing", "paths dLOSS/d",
        ),
        Task(
            "Light one of these paths in the graph: type {:path} 1 dLOSS/dPARAMETER.",
            "route flow wires highlight spotlight", "path 1 dLOSS/d",
        ),
        Task(
            "See in the wires where most of a gradient comes from: type {:flow} linear.",
            "thickness brightness contribution scale weigh log", "flow ",
        ),
        Task(
            "See what ails a layer, and its gradient's size: type {:health}.",
            "health layers table illness sick units share update ratio linear norm explode vanish "
            "pytorch torch module",
        ),
        Task(
            "Find a dead ReLU: press {find}, type dead; {find} and Enter find the next.",
            "dying died inactive kink zero negative search unit", "find dead",
        ),
        Task(
            "See what any expression is worth here: type {:print} 2 * dLOSS/dNODE.",
            "value evaluate calculate compute ratio vanishing",
        ),
        Task(
            "Check that the gradients are right by another method: type {:gradcheck}.",
            "numerical finite difference test correct verify trust",
        ),
        Task(
            "See whether this is a minimum, a saddle or a plateau: type {:curvature}.",
            "local minima second derivative hessian eigenvalue valley sharp flat stuck landscape",
        ),
    ),
    "Step through": (
        Task(
            "Compute the next node: press {step} to take a step.",
            "forward next begin start walk run play backward",
        ),
        Task("Take back a step: press {back}.", "undo previous reverse return earlier go"),
        Task(
            "Go many steps at once: type the number first, 10{step}.",
            "count repeat faster skip", "step 10",
        ),
        Task(
            "See the contributions to a sum of gradients arrive one by one: press {into}.",
            "fan-in terms chain rule add inside split",
        ),
        Task(
            "Go to the end of the forward or the backward pass: press {end}.",
            "phase finish loss update skip",
        ),
        Task("Go back to the start of the pass: press {start}.", "phase begin"),
        Task(
            "Go to where something is computed: type {:goto} dLOSS/dNODE; Tab completes names.",
            "jump step number symbol find", "goto ",
        ),
        Task(
            "List all steps, and go to one with «Enter list.choose»: press {steps}.",
            "program equations order",
        ),
        Task("Run on to the next step about the selected node: press {run}.", "until here jump"),
        Task(
            "Go to the first step of the iteration, or to the last: press {first} or {last}.",
            "begin end top bottom",
        ),
        Task("Start again with the same numbers: press {restart}.", "reset again beginning over"),
    ),
    "Train": (
        Task(
            "See the same step one update later: press {next}; one earlier: press {previous}.",
            "epoch iteration after before change learn compare",
        ),
        Task("Go ten iterations on or back: press {leap} or {leap-back}.", "epoch jump faster"),
        Task("Go to an iteration: type {:iteration} 1; they count from 0.", "epoch jump number"),
        Task(
            "Train for many iterations: type {:train} 1000; Esc stops.",
            "learn run epochs fast updates optimise",
        ),
        Task(
            "See whether it learns: press {chart} for the loss over the iterations.",
            "curve plot graph error cost converge diagram",
        ),
        Task(
            "See the loss over two parameters, or over one: type {:landscape}.",
            "map plane surface heat contour valley saddle plateau minimum kink",
        ),
        Task(
            "Set several parameters at once: type {:point} w0=0.5 w1=-1.",
            "what if change set branch landscape values",
        ),
        Task(
            "Go along the loss curve: open it by {chart}, press «← chart.left» "
            "«→ chart.right»; the debugger goes along.",
            "chart walk iteration",
        ),
        Task(
            "Find the iteration in which a ReLU died: open the loss by {chart}, "
            "press «< chart.death-before».",
            "dead dying chart event when",
        ),
        Task(
            "Find where ReLUs died or revived: open the loss by {chart}, "
            "press «, chart.earlier» or «. chart.later» there.",
            "dead chart event active",
        ),
        Task(
            "Find where the loss rose: open it by {chart}, press «( chart.rise-before» or "
            "«) chart.rise-after».",
            "increase jump up higher when worse spike",
        ),
        Task("List where the loss rose, to go there: type {:rises}.", "increase higher jumps"),
        Task(
            "List what happened, to go there: type {:events}.",
            "history relu died changed divergence rise when",
        ),
        Task("See small losses better: press {scale} for a logarithmic chart.", "log axis zoom"),
        Task(
            "Chart a gradient, a weight or any expression: type {:plot} dLOSS/dPARAMETER.",
            "curve graph vanishing diagram", "plot ",
        ),
        Task(
            "Chart several together: type {:plot} LOSS @0, LOSS @1; or {:plot} LOSS seeds 1-5.",
            "compare branches seeds curves runs overlay", "plot ",
        ),
        Task(
            "Chart gradients or updates by layer: type {:plot} gradients, {:plot} ratios.",
            "norm layer parameters update weight ratio vanishing exploding", "plot ",
        ),
        Task(
            "Chart the file of another run: type {:plot} LOSS from run.csv.",
            "load csv json read other compare", "plot ",
        ),
        Task(
            "Give each curve a scale of its own: type {:scale} own, or normalised.",
            "axis normalize magnitude", "scale ",
        ),
        Task(
            "See how the gradient shrinks or grows over depth, live: type {:profile}.",
            "layer vanishing exploding deep bars magnitude size",
        ),
    ),
}  # fmt: skip
"""Groups of tasks, in their order."""
