import pytest

from engine.errors import SpecError
from engine.network.files import MAX_BYTES, SHIPPED, load_network, parse_network, shipped_networks
from engine.network.generated import GENERATORS


@pytest.mark.parametrize("name", sorted({*shipped_networks()} - GENERATORS.keys()))
def test_the_text_of_a_file_gives_what_the_file_does(name):
    text = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
    parsed, loaded = (
        {**network.__dict__, "evaluation": None}  # which knows the path of the file
        for network in (parse_network(text, name), load_network(name))
    )
    assert repr(parsed) == repr(loaded)


def test_a_text_that_is_indented_as_in_a_notebook():
    network = parse_network('''
        loss = "L"
        equations = """
            z = w*x
            L = square(y - z)
        """
        [inputs]
        x = 2
        [targets]
        y = 3
        [parameters]
        w = 0.5
    ''')  # fmt: skip
    assert [name for name, _ in network.equations] == ["z", "L"]
    assert (network.name, network.title) == ("network", "network")


TEXT = 'loss = "L"\nequations = "L = square(w)"\n[parameters]\nw = 1\n'


def test_a_name_is_taken_as_it_is():
    network = parse_network(TEXT, "attempt 0.5")
    assert (network.name, network.title) == ("attempt 0.5", "attempt 0.5")


def test_a_seed_draws_the_parameters():
    text = TEXT.replace("w = 1", "w = { normal = 1 }")
    weights = {parse_network(text, seed=seed).parameters["w"] for seed in (0, 0, 1)}
    assert len(weights) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            TEXT.replace("square", "sqare"),
            "mine:2: unknown op 'sqare'; did you mean 'square'?\n    equations = \"L = sqare(w)\"",
        ),
        (
            TEXT.replace("w = 1", "w = 'x'"),
            "mine:4: 'w': 'x' is no number: write a number, or lists",
        ),
        (TEXT + "[", "mine:5: not TOML: "),
        ("skip", "mine: no text of a network file; load_network('skip') opens one"),
        ("my.toml\n", "mine: no text of a network file; load_network('my.toml') opens one"),
        ("", "mine: there are no parameters to train: write [parameters]"),
        ("#" * (MAX_BYTES + 1), "mine: longer than 4,000,000 characters, not a network file"),
    ],
)
def test_an_error_names_the_line_and_the_way_out(text, message):
    with pytest.raises(SpecError) as refused:
        parse_network(text, "mine")
    assert str(refused.value).startswith(message)
    assert len(str(refused.value).splitlines()) <= 2
