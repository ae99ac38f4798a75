"""Groups: equations that belong together, as those that a layer is written out to."""

from __future__ import annotations

from engine.frozen import frozen


@frozen(slots=True)
class Group:
    """Equations that stand one behind the other and belong together.

    Args:
        name: what it is called, that of the node it computes last, `h`; of a round of a loop `t=2`.
        layer: what was written out, `conv2d`; of a round of a loop `for`.
        call: the equation as it is written in the file, `h = conv2d(x, W, b, stride=2)`.
        about: what it does, in a sentence.
        members: the nodes that are computed in it, in order, those of groups in it too.
        outputs: the members that are read from outside of it.
        parent: the group in which it stands, by its name; empty where it stands in none.
    """

    name: str
    layer: str
    call: str
    about: str
    members: tuple[str, ...]
    outputs: tuple[str, ...]
    parent: str = ""
