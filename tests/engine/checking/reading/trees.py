"""What was read, in short: one text for each tree, whatever was written and wherever it stands."""

from engine.checking.reading.page import Chain
from engine.checking.reading.reader import read_page, read_value
from engine.checking.reading.written import (
    Apply,
    Called,
    Cases,
    Compared,
    Figure,
    Grid,
    Listed,
    Ratio,
    Summed,
    Unread,
    Word,
)


def short(tree):
    return SHORT[type(tree)](tree)


def word(tree):
    above = "".join(f"~{mark}" for mark in tree.marks)
    below = f"_{tree.sub}" * bool(tree.sub) + f"^{tree.sup}" * bool(tree.sup)
    return tree.base + above + below + f"@{tree.entry}" * bool(tree.entry)


def cases(tree):
    return "{" + "; ".join(f"{short(value)} if {said(when)}" for value, when in tree.rows) + "}"


SHORT = {
    Figure: lambda tree: f"{tree.value:g}",
    Word: word,
    Ratio: lambda tree: f"d{short(tree.top)}/d{short(tree.bottom)}",
    Apply: lambda tree: f"{tree.op}({listed(tree.operands)})",
    Called: lambda tree: f"{short(tree.function)}!({listed(tree.arguments)})",
    Summed: lambda tree: f"sum[{tree.index}]({short(tree.body)})",
    Grid: lambda tree: "[" + "; ".join(map(listed, tree.rows)) + "]",
    Compared: lambda tree: f"({short(tree.left)} {tree.sign} {short(tree.right)})",
    Cases: cases,
    Listed: lambda tree: f"({listed(tree.parts)})",
    Unread: lambda tree: "unread",
}


def said(condition):
    return "else" if condition is None else short(condition)


def listed(trees):
    return ", ".join(map(short, trees))


def value(text):
    return short(read_value(text))


def chains(text, name="page.md"):
    return [item for item in read_page(text, name).items if isinstance(item, Chain)]


def lines(text, name="page.md"):
    """Each chain of a page, in short."""
    return [
        " ".join(f"{side.sign} {short(side.tree)}".strip() for side in chain.sides)
        for chain in chains(text, name)
    ]


def unread(text, name="page.md"):
    """What of a page was not read: line, column and reason."""
    return [
        (*side.tree.place, side.tree.reason)
        for chain in chains(text, name)
        for side in chain.sides
        if isinstance(side.tree, Unread)
    ]
