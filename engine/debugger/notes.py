"""Notes: what a person has written on nodes, to be read whenever one comes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import DebuggerError
from engine.frozen import frozen, made_by
from engine.language.text import plain, shortened

LONGEST = 300
"""The most characters of a note."""

MOST = 500
"""The most nodes with a note."""


@frozen(slots=True, eq=False)
class Notes(Mapping[str, str]):
    """The notes, by the nodes that they are on; one may be on a node that is gone by now.

    Args:
        texts: the note of each node, in the order in which they were written.
    """

    texts: Mapping[str, str] = made_by(factory=dict)

    def __getitem__(self, node: str) -> str:
        return self.texts[node]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    def put(self, node: str, text: str, called: str = "") -> tuple[Notes, str]:
        """The same with a note on a node, none if the text is empty, and what there is to say.

        Args:
            node: the node.
            text: what to note.
            called: how the node is called in a message; empty for as it is.

        Raises:
            DebuggerError: where the text is too long, or there is no note to take away.
        """
        text, called = plain(" ".join(text.split())), called or node
        if not text:
            return self._without(node, called)
        if len(text) > LONGEST:
            raise DebuggerError(
                f"the note has {len(text):,} characters: {LONGEST} are the most, "
                "so keep it to a sentence or two"
            )
        if node not in self.texts and len(self.texts) >= MOST:
            raise DebuggerError(f"there are {MOST} notes already: unnote takes one away")
        return Notes({**self.texts, node: text}), f"note on {called}: {text}"

    def _without(self, node: str, called: str) -> tuple[Notes, str]:
        if node not in self.texts:
            raise DebuggerError(f"there is no note on {shortened(called)}: write note NODE TEXT")
        left = {each: text for each, text in self.texts.items() if each != node}
        return Notes(left), f"the note on {called} is deleted: {self.texts[node]}"

    def said(self, node: str, called: str) -> str:
        """The note on a node, as it is told; empty where there is none."""
        found = self.texts.get(node, "")
        return f"note on {called}: {found}" if found else ""
