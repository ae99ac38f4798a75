"""Tasks: what people want to do, a sentence each, as `tui.commands.task` reads it.

Those that are listed first stand in `tui.commands.first_tasks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.commands.first_tasks import FIRST_TASKS
from tui.commands.task import Task

TASKS: Mapping[str, Sequence[Task]] = {
    **FIRST_TASKS,
    "What if": (
        Task(
            "Try another value: press {set}, type PARAMETER = 0, Enter.",
            "change edit modify weight input target what-if experiment remove skip connection",
        ),
        Task("Take a change back: press {undo}; make it again: press {redo}.", "revert restore"),
        Task(
            "Learn slower or faster: type {:lr} 0.1.",
            "learning rate speed smaller larger step size diverge explode",
        ),
        Task(
            "Leave a parameter out of the updates: type {:freeze} PARAMETER; again: {:unfreeze}.",
            "constant fixed hold weight train",
        ),
        Task(
            "See with and without a change side by side: type {:compare} 0.",
            "difference branch before after two", "compare ",
        ),
        Task(
            "See what differs from another network or session: type {:diff} other.toml.",
            "compare difference changed file networks two versions", "diff ",
        ),
        Task(
            "See all the changes you tried, as a tree: type {:branches}; "
            "«Enter list.choose» goes over.",
            "future history versions alternatives",
        ),
        Task("Go over to another of them: type {:branch} 0.", "future switch version back"),
        Task("Draw other random weights: type {:seed} 3.", "initialise random start new"),
        Task(
            "Train it many times, and see how often it is solved: press {study}.",
            "study census random statistics rates sweep plateau stuck never learns local minima",
        ),
        Task(
            "Choose what is studied: type {:study} seeds=1000 lr=0.1,1,10.",
            "vary parameter optimiser iterations many runs", "study seeds=",
        ),
        Task(
            "Open one run, where its fate was decided: type {:rerun} seed=17 lr=3.",
            "another seed rate optimiser start died diverged last prediction why fate",
            "rerun seed=",
        ),
        Task(
            "Choose the derivative at a kink: type {:convention} relu_at_zero 0.",
            "relu zero abs torch subgradient",
        ),
    ),
    "Stop where it matters": (
        Task(
            "Set a breakpoint on a node: select it, press {break}; again, no more.",
            "stop pause halt",
        ),
        Task(
            "Stop as soon as something is true: press {break-if}, type DEAD or LOSS < 1.",
            "breakpoint condition when dies dying",
        ),
        Task(
            "Run on to the next stop: press {continue}; back to the one before: {reverse}.",
            "breakpoint go play",
        ),
        Task(
            "See, change and delete breakpoints: type {:breakpoints}, then «e list.edit», "
            "«d list.delete» or «Space list.toggle».",
            "list edit remove stop",
        ),
        Task(
            "Change or delete a breakpoint by its number: type {:edit} 1 LOSS < 1, {:delete} 1.",
            "remove stop",
        ),
        Task("Switch a breakpoint off and on: {:disable} 1 and {:enable} 1.", "pause ignore"),
    ),
    "Look closer": (
        Task("Select a node: press {up} {down}, or click it.", "choose cursor pick box"),
        Task("Select a node by its name: type {:select} NODE.", "choose pick"),
        Task(
            "Find a node: press {find}, type its name, or a condition: value < 0.",
            "search look where",
        ),
        Task(
            "See all the numbers of a matrix, a row for each sample: press {inspect}.",
            "array tensor entries batch values inspector mask",
        ),
        Task(
            "See how one entry came about: press {inspect}, then the arrows; or {:entry} 3 1.",
            "array matrix sample unit single", "entry ",
        ),
        Task(
            "See which samples have the largest loss: type {:worst}.",
            "worst hardest outlier per-sample error",
        ),
        Task(
            "See what one sample contributes to every gradient: type {:sample} 3.",
            "single influence per-sample", "sample ",
        ),
        Task("See which samples are in the batch, and the epoch: type {:epoch}.",
             "mini-batch shuffle rows data which"),
        Task("See how many samples get their class, and which they get: type {:accuracy}.",
             "confusion matrix classifier precision recall right wrong score"),
        Task(
            "See what is predicted all over two inputs: type {:regions}.",
            "decision boundary region surface plane classes picture",
        ),
        Task(
            "Keep an expression in view: press {watch}, type 2 * dLOSS/dNODE.",
            "follow monitor track pin expression",
        ),
        Task(
            "See, edit and plot what is watched: type {:watches}; or {:rewatch}, {:unwatch}.",
            "list remove expression",
        ),
    ),
    "Arrange the screen": (
        Task(
            "Go to another panel, to scroll or resize it: press {focus}; back: {focus-back}.",
            "switch window pane card values table",
        ),
        Task(
            "See the panel in focus alone: press {maximise}; again, all are back.",
            "full large bigger whole window zoom",
        ),
        Task(
            "Make the panel in focus larger or smaller: press {larger} or {smaller}.",
            "resize size border window grow shrink bigger",
        ),
        Task("Give all panels their usual sizes: type {:layout}.", "reset resize default window"),
        Task(
            "See a large network as a whole: press {zoom-out}; {zoom-in} goes closer again.",
            "zoom overview map layers vanishing far all nodes large",
        ),
        Task(
            "Look at the rest of the graph: {pan-left} {pan-right} {pan-up} {pan-down}, or drag.",
            "pan move scroll elsewhere rest wheel",
        ),
        Task(
            "Let the graph fit and follow the step again: press {zoom-fit}.",
            "zoom reset back lost size",
        ),
        Task(
            "See what is in a layer, step by step: press {group}; again folds it.",
            "group block open expand collapse unfold inside loop round fold",
        ),
        Task(
            "See each layer as one box: type {:fold}; all there is in them: {:unfold}.",
            "group block collapse expand open close loop round",
        ),
        Task("Look at a node of a large network: type {:zoom} NODE.", "find where part", "zoom "),
        Task(
            "Order the values by size: press {order}, or click a heading.",
            "sort table largest gradient value name vanishing biggest",
        ),
        Task(
            "See only some of the values: press {filter}, type a part of a name, or DEAD.",
            "table rows condition hide search where",
        ),
        Task(
            "Find a row of a long list: press «/ list.search», type; «O list.order» orders it.",
            "filter sort search branches history breakpoints",
        ),
        Task(
            "Read a number with all its digits: point at it with the mouse.",
            "hover full precision rounded cut exact",
        ),
        Task(
            "Scroll a long step card: press «PgDn card.page-down» and «PgUp card.page-up».",
            "page text more rest cut",
        ),
    ),
    "Find the way back": (
        Task("Mark this place: press {mark}, type a name.", "bookmark remember save note"),
        Task("Go back to a mark: press {jump}, type its name.", "bookmark return place"),
        Task(
            "Write a note on the selected node: press {note}; list all notes: {:notes}.",
            "comment annotate text remark write",
        ),
        Task("Take the note on a node away: type {:unnote} NODE.", "comment delete remove"),
        Task("List the marks, or take one away: type {:marks}, or {:unmark} a.", "bookmark delete"),
        Task(
            "See where you have stopped: type {:history}; go back there: {:revisit} 1.",
            "visits trail where before",
        ),
    ),
    "Check yourself": (
        Task(
            "Find your mistake in one line: type {:claim} LOSS = 0.5.",
            "homework exercise wrong hand computation check slip error", "claim ",
        ),
        Task(
            "Check a page of your own: type {:check} solution.md; "
            "«Tab page.next-mistake» goes to a mistake.",
            "homework exercise latex markdown notebook wrong hand solution", "check ",
        ),
        Task(
            "Predict every value before it is shown: press {predict}; again, no more.",
            "quiz practise exercise guess learn test",
        ),
        Task(
            "Get help with a prediction: press {hint}; have it shown: press {skip}.",
            "quiz clue answer solution rule give up",
        ),
        Task("See how many you had right: type {:score}.", "quiz points result count"),
        Task("Say that this step's number is wrong, in a bug hunt: type {:found}.", "quiz slip"),
    ),
    "Show and keep": (
        Task(
            "Watch a lecture: press {lectures}, then «Enter list.choose».",
            "tutorial lesson course learn demo",
        ),
        Task(
            "Play a lecture by its name, or one of your own: type {:play} skip.",
            "tutorial walk file teach", "play ",
        ),
        Task(
            "Present to an audience, one formula at a time: press {present}.",
            "large letters big font size projector teach class talk beamer clicker",
        ),
        Task(
            "Record what is shown: {:record} a.html, .gif or .cast; {:record} stop ends it.",
            "video film asciinema gif movie", "record ",
        ),
        Task("Save a picture of the screen: press {still}.", "screenshot svg image export print"),
        Task(
            "Save the session to a file: type {:save} mine.json.",
            "keep store export later", "save ",
        ),
        Task(
            "Share exactly this state with others, as one line: type {:state}.",
            "send link mail colleague open same",
        ),
        Task(
            "Edit the network file in your editor, at the node's line: press {editor}.",
            "vim nano emacs code open change equations file own write save load",
        ),
        Task(
            "Copy a number, a formula, LaTeX or the command that leads here: press {copy}.",
            "clipboard paste take export text tex share",
        ),
        Task("Change the colours: type {:theme} light.", "dark theme contrast bright", "theme "),
        Task(
            "Select text with the mouse: press {mouse}; again, the mouse is used here.",
            "copy clipboard click",
        ),
    ),
    "In the shell": (
        Task(
            "Write a network of your own: makabaka-tui new my.toml begins it.",
            "own new network file create equations model",
        ),
        Task(
            "Open another network: makabaka-tui xor; makabaka-tui networks lists them.",
            "load examples list file own shipped",
        ),
        Task(
            "Have other keys, colours and digits: makabaka-tui config --init, a file.",
            "config configure settings options preferences remap bind shortcuts vim emacs theme "
            "decimal comma own",
        ),
        Task(
            "Complete commands with Tab there: makabaka-tui --install-completion.",
            "bash zsh fish completion",
        ),
    ),
    "Messages and the end": (
        Task("Find a command by some letters of its name: press {palette}.", "menu search list"),
        Task("Read a message that is cut off: press {message}.", "error last line whole text"),
        Task(
            "Clear a count, a message or the selection, or stop training: press Esc.",
            "cancel escape interrupt abort",
        ),
        Task("Leave to the shell for a while: press Ctrl+Z; fg comes back.", "suspend background"),
        Task("Quit: press {quit}; makabaka-tui --resume goes on.", "exit leave close end stop"),
    ),
}  # fmt: skip
"""What people want to do, in groups; more that is read than done stands in `tui.commands.help`."""
