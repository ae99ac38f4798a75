"""Files that are small, or not so small, and would eat the machine: refused before work is done."""

import time

import numpy as np
import pytest

from engine.errors import NetworkError, SpecError
from engine.language.parser import parse
from engine.network import toml
from engine.network.bounds import MAX_NUMBERS
from engine.network.files import MAX_BYTES, load_network, parse_network
from engine.network.generated import generate
from engine.network.literals import parse_value
from engine.network.network import Network
from engine.network.parts import Definition
from engine.network.reader import read_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.network.reading import GOOD, read, replaced

REST = '\nloss = "L"\nequations = "L = w"\n[parameters]\nw = 1'


def filled(piece, before="", after=""):
    """A text of as many bytes as a file may have."""
    return before + piece * ((MAX_BYTES - len(before) - len(after)) // len(piece)) + after


MANY = "L = w\n" * 110_000

HOSTILE = {
    "dotted key": ("a." * 40_000 + "a = 1", ":1: a key of more than 8 names"),
    "dotted table": ("\n[" + "a." * 40_000 + "a]\n# =", ":2: a key of more than 8 names"),
    "dotted, quoted": ("\n" + "'a' . " * 40_000 + "a = 1", ":2: a key of more than 8 names"),
    "dotted in a table": ("w = { " + "a." * 40_000 + "a = 1 }", ":1: a key of more than 8 names"),
    "digits": (filled("9", "w = "), ":1: a number has too many digits"),
    "hexadecimal digits": (filled("f", "w = 0x"), ":1: a number has too many digits"),
    "fraction": (filled("1", "w = 0."), ":1: a number has too many digits"),
    "tables": ("".join(f"[a{i}]\n" for i in range(10**5 // 2)), "more than 40,000 keys"),
    "array of tables": ("[[a]]\n" * 90_000, "more than 40,000 keys"),
    "keys": ("".join(f"a{i} = 1\n" for i in range(90_000)), "more than 40,000 keys"),
    "numbers": (filled("1,", "w = [", "]"), "more than 250,000 numbers"),
    "lines": (filled("\n"), "more than 200,000 lines"),
    "comments": (filled("#'\n"), "more than 200,000 lines"),
    "equations": (REST.replace('"L = w"', f'"""{MANY}"""'), "more than 100,000 equations"),
    "long key": ("a" * 10**6 + " = 1", ":1: a name of more than 100 characters"),
    "long key in quotes": ('"' + "a" * 10**6 + '" = 1', ":1: a name of more than 100 characters"),
    "long table": ('\n["' + "a" * 10**6 + '"]\n# =', ":2: a name of more than 100 characters"),
    "long name": (REST.replace("= w", "= w + " + "a" * 200), ":3: more than 100 characters"),
    "long loss": (REST.replace('"L"', '"' + "L" * 10**6 + '"'), "unknown loss 'LLL"),
    "long node": (REST.replace('"L = w', '"' + "L" * 10**6 + " = w"), "more than 100 characters"),
    "nested lists": ("w = " + "[" * 10**6, "nested too deeply"),
    "null byte": ("\n\nw = 1\0", ":3: a null byte, which no text has"),
    "quotes that are open": (filled('"""\\"', "title = '"), ":1: not TOML"),
    "escapes": (filled("\\n", 'title = "', '"'), "there are no parameters"),
    "UTF-16": ("".join(f"{letter}\0" for letter in GOOD), ":1: a null byte, which no text has"),
}  # fmt: skip


@pytest.mark.parametrize("label", HOSTILE)
def test_what_would_eat_the_machine_is_refused_at_once(label):
    text, message = HOSTILE[label]
    began = time.process_time()
    with pytest.raises(SpecError) as caught:
        parse_network(text)
    spent = time.process_time() - began
    said = str(caught.value)
    assert message in said
    assert spent < 2
    first, *second = said.split("\n")
    assert len(first) < 500
    assert len(second) <= 1
    assert all(len(line) <= 104 and line.isprintable() for line in second)


@pytest.mark.parametrize(
    "text",
    [
        '"a.a.a.a.a.a.a.a.a.a.a.a" = 1',
        "# a.a.a.a.a.a.a.a.a.a.a.a = 1",
        "title = 'a.a.a.a.a.a.a.a.a.a.a.a = 1'",
        'title = """\n[a.a.a.a.a.a.a.a.a.a.a.a]\n\\"""" # """',
        f'title = "{"a" * 200}"',
        f"# {'9' * 5000}",
        'title = "\\\\" # "\n',
        "title = '\\' # '\n",
    ],
)
def test_what_stands_in_quotes_or_in_a_comment_is_no_key(text):
    assert toml.parse_toml(text) is not None


def test_a_file_at_every_bound_is_read():
    numbers = ",".join(["0.5"] * toml.MAX_ITEMS)
    assert read(replaced("x = 2", f"x = [{numbers}]").replace("L = sq", "L = mean(sq").replace(
        "- h)", "- h))")).shapes["x"] == (toml.MAX_ITEMS,)  # fmt: skip
    key = ".".join(["a"] * toml.MAX_NAMES)
    assert toml.parse_toml(f"{key} = 1")
    assert toml.parse_toml(f"{'a' * toml.MAX_NAME} = {'1' * toml.MAX_DIGITS}")


def test_what_a_function_writes_is_bounded_too(monkeypatch):
    source = generate("deep", {"depth": 300.0})
    monkeypatch.setattr("engine.network.equations.MAX_EQUATIONS", 100)
    for reading in (read_network, lambda source: parse_network(source.text)):
        with pytest.raises(SpecError, match="more than 100 equations"):
            reading(source)


def test_a_typed_value_is_bounded_too():
    began = time.process_time()
    for text in ("{" + "a." * 40_000 + "a = 1}", "9" * 10**6, "[" * 10**6):
        with pytest.raises(ValueError, match="is no number"):
            parse_value(text)
    assert time.process_time() - began < 1


# All arrays together


def many(count, shape):
    names = [f"w{i}" for i in range(count)]
    drawn = "\n".join(f"{name} = {{ normal = 1, shape = {shape} }}" for name in names)
    terms = "\n".join(f"h{i} = {f'h{i - 1} + ' if i else ''}sum(w{i})" for i in range(count))
    return f'loss = "h{count - 1}"\nequations = """\n{terms}\n"""\n[parameters]\n{drawn}\n'


def test_parameters_that_are_too_large_together_are_not_drawn(monkeypatch):
    monkeypatch.setattr("engine.network.given.draw", None)
    with pytest.raises(SpecError) as caught:
        parse_network(many(900, [1000, 1000]))
    assert "all values together hold 900,000,000 numbers, more than 4,000,000" in str(caught.value)


def test_arrays_that_python_gives_are_bounded_too():
    large = np.zeros(MAX_NUMBERS // 4)
    definitions = (Definition("L", parse("sum(a + b + c + d + e)")),)
    with pytest.raises(NetworkError, match="all values together hold 5,000,000 numbers"):
        Network(definitions, "L", dict.fromkeys("abcd", large), {}, {"e": large})


@pytest.mark.parametrize(
    ("equations", "message"),
    [
        ("\n".join(f"h{i} = outer(w, w)" for i in range(9)), "numbers to keep of an iteration"),
        ("h0 = " + " + ".join(["outer(w, w)"] * 30), "numbers to compute in an iteration"),
        ("h0 = " + " @ ".join(["outer(w, w)"] * 9), "numbers to compute in an iteration"),
    ],
)
def test_what_an_iteration_makes_is_bounded(equations, message):
    names = [line.split()[0] for line in equations.splitlines()]
    text = f'equations = """\n{equations}\nL = mean({" + ".join(names)})\n"""\nloss = "L"\n'
    text += "[parameters]\nw = { normal = 1, shape = [2000] }\n"
    with pytest.raises(SpecError, match=message) as caught:
        Recipe("mine.toml", text=text).program()
    assert str(caught.value).startswith("mine.toml:2: ")


@pytest.mark.parametrize("ops", ["*", "/", "**"])
def test_derivatives_that_are_too_long_are_refused_with_their_line(ops):
    product = "w"
    for _ in range(8):
        product = f"({product}{ops}{product})"
    text = f'loss = "L"\nequations = """\nh = w\nL = {product} + h\n"""\n[parameters]\nw = 1\n'
    began = time.process_time()
    with pytest.raises(SpecError, match="its derivative is too long: split") as caught:
        Recipe("mine.toml", text=text).program()
    assert str(caught.value).startswith("mine.toml:4: L: ")
    assert time.process_time() - began < 1


def test_many_long_equations_are_refused(monkeypatch):
    monkeypatch.setattr("engine.network.equations.MAX_OPS", 30_000)
    lines = [f"h{i} = {' + '.join(['w'] * 90)}" for i in range(350)]
    text = REST.replace('"L = w"', '"""\n' + "\n".join(lines) + '"""')
    with pytest.raises(SpecError, match="network:341: more than 30,000 ops up to this equation"):
        parse_network(text)


def test_many_equations_with_long_derivatives_are_refused():
    product = "*".join(["{0}"] * 60)
    lines = [f"h{i} = {product.format(f'h{i - 1}' if i else 'w')}" for i in range(60)]
    text = 'loss = "h59"\nequations = """\n' + "\n".join(lines) + '\n"""\n[parameters]\nw = 1\n'
    began = time.process_time()
    network = parse_network(text)
    with pytest.raises(NetworkError, match="more than 50,610 ops in the derivatives from here on"):
        derive(network)
    assert time.process_time() - began < 2


# Initialisers, names


@pytest.mark.parametrize("scale", ["nan", "inf", "-inf", "1e999"])
@pytest.mark.parametrize("kind", ["normal", "uniform", "constant"])
def test_an_initialiser_is_finite(kind, scale):
    with pytest.raises(SpecError) as caught:
        read(replaced("w = 0.5", f"w = {{ {kind} = {scale} }}"))
    assert f"'w': {kind} has to be a finite number, not " in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a\u202eb", r"'a\u202eb' is no name"),
        ("a\u200db", r"'a\u200db' is no name"),
        ("a\u0301", "'a\u0301' has characters that are not one column wide"),
        ("\u0445", "'\u0445' looks like another name: one of the two has 'Cyrillic small"),
        ("\u039b\u039f", "'\u039b\u039f' never reaches the loss"),
    ],
)  # fmt: skip
def test_a_name_is_what_it_looks_like(name, message):
    text = replaced("w = 0.5", f'w = 0.5\n"{name}" = 1')
    with pytest.raises(SpecError) as caught:
        read(text)
    assert str(caught.value).startswith(f"my.toml:18: {message}")


def test_an_unknown_name_that_looks_known_is_told():
    with pytest.raises(SpecError, match="it looks like another name, but has other letters in it"):
        read(replaced("h = relu(z)", "h = relu(z)*\u0445"))


def test_a_network_is_loaded_by_a_path(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(GOOD)
    assert load_network(path).nodes == load_network(str(path)).nodes
    for name in (3, None, b"my.toml", ["skip"]):
        with pytest.raises(SpecError, match="neither the name of a network nor a path"):
            load_network(name)


def test_text_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "my.toml"
    path.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(SpecError, match="in UTF-16: save it as UTF-8"):
        load_network(path)
    path.write_bytes(GOOD.encode().replace(b"0.25", b"\xff"))
    with pytest.raises(SpecError, match=r"not a text file in UTF-8 \(see line 20\)"):
        load_network(path)
