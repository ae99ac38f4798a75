"""The command line, without a terminal."""

import csv
import errno
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from engine.iterations.timeline import Timeline
from engine.network.files import shipped_networks
from tui.cli.main import main

COMMAND = Path(sys.executable).with_name("makabaka-tui")

# DESIGN, section 4: every value is exact in binary.
FORWARD = [
    ("z0", 0.5), ("h0", 0.5), ("z1", 0.25), ("h1", 0.25), ("z2", 0.375), ("yhat", 0.375),
    ("L", 3.375),
]  # fmt: skip
BACKWARD = [
    ("dL/dyhat", 1), ("dL/dz2", 1), ("dL/dw2", 0.25), ("dL/dw3", 0.5), ("dL/dh1", 0.5),
    ("dL/dz1", 0.5), ("dL/dw1", 0.25), ("dL/dh0", 0.75), ("dL/dz0", 0.75), ("dL/dw0", 0.75),
]  # fmt: skip
UPDATE = [("w0", -0.25), ("w1", 0.25), ("w2", 0.25), ("w3", 0)]
FORWARD_AGAIN = [
    ("z0", -0.25), ("h0", 0), ("z1", 0), ("h1", 0), ("z2", 0), ("yhat", 0), ("L", 3),
]  # fmt: skip

EDGES = {
    ("w0", "z0"), ("x", "z0"), ("z0", "h0"), ("w1", "z1"), ("h0", "z1"), ("z1", "h1"),
    ("w2", "z2"), ("h1", "z2"), ("w3", "z2"), ("h0", "z2"), ("z2", "yhat"), ("y", "L"),
    ("yhat", "L"),
}  # fmt: skip

GOOD = """\
title = "Good"
loss = "L"
equations = '''
z = w*x
L = abs(y - z)
'''
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = 3
"""

ARRAYS = """\
loss = "L"
equations = '''
Z = X @ W
L = sum(Z)
'''
[inputs]
X = [[1, 2], [3, 4]]
[parameters]
W = [[0.5], [-0.25]]
"""


@pytest.fixture
def run(capsys):
    """Runs the command line and gives exit status, standard output and standard error."""

    def run(*arguments):
        try:
            status = main(list(arguments))
        except SystemExit as error:
            status = error.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def out(run):
    """Runs the command line and gives what it writes where all is well."""

    def out(*arguments):
        status, output, errors = run(*arguments)
        assert (status, errors) == (0, "")
        return output

    return out


@pytest.fixture
def refused(run):
    """Runs the command line and gives its complaint."""

    def refused(*arguments):
        status, output, errors = run(*arguments)
        assert (status, output) == (2, "")
        assert errors.endswith("\n")
        assert 1 <= len(errors.splitlines()) <= 2
        assert "Traceback" not in errors
        assert all(character.isprintable() or character == "\n" for character in errors)
        return errors

    return refused


@pytest.fixture
def file(tmp_path):
    """Writes a network file and gives its path."""

    def file(text, name="net.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return file


# trace


@pytest.fixture
def steps(out):
    return json.loads(out("trace", "skip", "--iterations", "2", "--format", "json"))


def numbers(steps):
    return [(step["symbol"], step["value"]) for step in steps]


def test_trace_gives_the_table_of_the_exercise(steps):
    assert len(steps) == 42
    assert numbers(steps[:21]) == FORWARD + BACKWARD + UPDATE
    assert numbers(steps[21:28]) == FORWARD_AGAIN
    assert [step["iteration"] for step in steps] == [0] * 21 + [1] * 21
    phases = ["forward"] * 7 + ["backward"] * 10 + ["update"] * 4
    assert [step["phase"] for step in steps] == phases * 2


def test_in_the_second_iteration_every_gradient_of_a_parameter_is_zero(steps):
    found = dict(numbers(steps[21:]))
    assert [found[f"dL/dw{i}"] for i in range(4)] == [0, 0, 0, 0]
    assert [found[f"w{i}"] for i in range(4)] == [-0.25, 0.25, 0.25, 0]


def test_in_the_second_iteration_h0_is_dead_and_h1_at_the_kink_by_convention(steps):
    again = {step["symbol"]: step for step in steps[21:]}
    assert again["h0"]["state"] == "dead"
    assert again["h1"]["state"] == "kink"
    assert "relu_at_zero = 1" in again["h1"]["note"]
    assert {step["state"] for step in steps[:21]} == {None, "active"}


def test_the_fan_in_sum_has_a_term_for_each_path(steps):
    step = steps[14]
    assert step["symbol"] == "dL/dh0"
    assert [(term["source"], term["value"]) for term in step["terms"]] == [
        ("z2", 0.5),
        ("z1", 0.25),
    ]


def test_csv_agrees_with_json(out, steps):
    text = out("trace", "skip", "--iterations", "2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["symbol"], float(row["value"])) for row in rows] == numbers(steps)
    assert [json.loads(row["terms"]) for row in rows] == [step["terms"] for step in steps]
    for name in ("phase", "node", "equation", "substituted", "note"):
        assert [row[name] for row in rows] == [step[name] for step in steps]


def test_text_is_prose_with_the_equations(out):
    text = out("trace", "skip")
    assert "0.5 + 0.25 = 0.75" in text
    assert "two contributions add up" in text
    assert "\x1b" not in text


def test_trace_takes_the_skip_network_and_one_iteration_by_itself(out):
    assert out("trace", "--format", "json") == out(
        "trace", "skip", "--iterations", "1", "--format", "json"
    )


def test_numbers_that_json_has_not_are_text(out, file):
    path = file(GOOD.replace("abs(y - z)", "exp(z) - exp(z)").replace("[targets]\ny = 1\n", ""))
    text = out("trace", path, "--set", "w=1000", "--format", "json")
    found = dict(numbers(json.loads(text, parse_constant=pytest.fail)))
    assert found["L"] == "nan"
    assert found["dL/dz"] == "nan"
    path = file(GOOD.replace("abs(y - z)", "y - exp(z)"))
    text = out("trace", path, "--set", "w=1000", "--format", "json", "--iterations", "2")
    values = [value for _, value in numbers(json.loads(text, parse_constant=pytest.fail))]
    assert "-inf" in values
    assert "inf" in values


def test_arrays_are_nested_lists(out, file):
    found = dict(numbers(json.loads(out("trace", file(ARRAYS), "--format", "json"))))
    assert found["Z"] == [[0.0], [0.5]]
    assert found["dL/dW"] == [[4.0], [6.0]]


# What is changed before the run


def test_set_gives_a_parameter_another_value(out):
    text = out("trace", "--set", "w0=0.25", "--set", "x=2", "--format", "json")
    found = dict(numbers(json.loads(text)[:7]))
    assert (found["z0"], found["z1"]) == (0.5, 0.25)
    text = out("trace", "--set", "w0=-1", "--format", "json")
    assert [each["state"] for each in json.loads(text) if each["symbol"] == "h0"] == ["dead"]


def test_set_takes_an_array(out, file):
    text = out("trace", file(ARRAYS), "--set", "W=[[1], [1]]", "--format", "json")
    assert dict(numbers(json.loads(text)))["L"] == 10.0


def test_lr_gives_another_learning_rate(out):
    found = dict(numbers(json.loads(out("trace", "--lr", "0.5", "--format", "json"))))
    assert [found[f"w{i}"] for i in range(4)] == [0.125, 0.375, 0.375, 0.25]


# train


LOSS = re.compile(r"Loss after (\d+) iterations?: (\S+)")


def told(text):
    """The losses in a report, by iteration."""
    return {int(iterations): float(loss) for iterations, loss in LOSS.findall(text)}


def xor_loss(seed, iterations, rate=1.0):
    """The loss of the XOR experiment after so many updates, by numpy alone."""
    draw = np.random.default_rng(seed).normal
    w1, b1 = draw(0, 0.01, (2, 2)), np.full(2, 0.01)
    w2, b2 = draw(0, 0.01, (2, 2)), np.full(2, 0.01)
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.eye(2)[[0, 1, 1, 0]]
    for _ in range(iterations + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        o = h @ w2 + b2
        p = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
        do = (p - y) / 4
        dz = do @ w2.T * (z > 0)
        w1, b1 = w1 - rate * x.T @ dz, b1 - rate * dz.sum(axis=0)
        w2, b2 = w2 - rate * h.T @ do, b2 - rate * do.sum(axis=0)
    return -np.log((p * y).sum(axis=1)).mean()


@pytest.mark.parametrize("seed", [0, 1, 8])
def test_train_tells_the_losses_of_the_experiment(out, seed):
    losses = told(out("train", "xor", "--seed", str(seed), "--iterations", "200", "--every", "50"))
    assert list(losses) == [0, 50, 100, 150, 200]
    for iterations, loss in losses.items():
        assert loss == pytest.approx(xor_loss(seed, iterations), abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "iterations"),
    [
        (["--iterations", "1"], [0, 1]),
        (["--iterations", "20"], range(0, 21, 2)),
        (["--iterations", "25", "--every", "10"], [0, 10, 20, 25]),
        (["--iterations", "25", "--every", "1000"], [0, 25]),
        ([], range(0, 1001, 100)),
    ],
)
def test_train_tells_the_first_the_last_and_every_so_manyth_loss(out, arguments, iterations):
    assert list(told(out("train", "regression", *arguments))) == list(iterations)


def test_a_regression_ends_at_the_least_squares(out):
    result = json.loads(out("train", "regression", "--iterations", "2000", "--format", "json"))
    x, y = [-1, -0.5, 0, 0.5, 1], [-1.1, 0.2, 0.9, 2.1, 2.9]
    w, b = np.polyfit(x, y, 1)
    assert result["parameters"] == pytest.approx({"w": w, "b": b})
    assert result["iterations"] == 2000
    (prediction,) = result["predictions"]
    assert np.ravel(prediction["found"]) == pytest.approx([w * each + b for each in x])


def test_the_forms_of_train_agree(out):
    arguments = ["train", "xor", "--seed", "8", "--iterations", "60", "--every", "20"]
    text = told(out(*arguments))
    result = json.loads(out(*arguments, "--format", "json"), parse_constant=pytest.fail)
    rows = list(csv.DictReader(io.StringIO(out(*arguments, "--format", "csv"))))
    assert [(int(row["iteration"]), float(row["loss"])) for row in rows] == [
        (each["iteration"], each["loss"]) for each in result["losses"]
    ]
    assert text == pytest.approx(
        {each["iteration"]: each["loss"] for each in result["losses"]}, abs=1e-6
    )
    assert (result["seed"], result["optimiser"], result["learning_rate"]) == (8, "gd", 1.0)


@pytest.mark.parametrize(
    ("seed", "why"),
    [
        ("0", "so the network is linear"),
        ("1", "[Ss]olved"),
        ("8", "unit 0 .*is dead for all 4 samples since iteration 5 and cannot recover"),
    ],
)
def test_train_says_why_it_stopped_learning(out, seed, why):
    assert re.search(why, out("train", "xor", "--seed", seed))


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_training_that_diverges_is_reported_with_status_1(run, form):
    status, output, errors = run("train", "skip", "--lr", "1e200", "--format", form)
    assert (status, errors) == (1, "")
    if form == "text":
        assert "step 15" in output
        assert "iteration 1." in output
    else:
        assert "\x1b" not in output
    if form == "json":
        assert json.loads(output, parse_constant=pytest.fail)["iterations"] == 2


def test_without_a_terminal_there_is_no_progress_bar(monkeypatch, out):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in out("train", "xor", "--iterations", "500")


def test_training_that_is_interrupted_tells_what_was_run(monkeypatch, out):
    reach = Timeline.reach

    def interrupted(timeline, iteration, beyond=False):
        for done in reach(timeline, iteration, beyond):
            yield done
            if done >= 100 and not beyond:
                raise KeyboardInterrupt

    monkeypatch.setattr(Timeline, "reach", interrupted)
    result = json.loads(
        out("train", "xor", "--seed", "8", "--iterations", "90000", "--format", "json")
    )
    assert 100 <= result["iterations"] < 90000
    last = result["losses"][-1]
    assert last["iteration"] == result["iterations"]
    assert last["loss"] == pytest.approx(xor_loss(8, last["iteration"]), rel=1e-6)


# new


def test_new_writes_a_network_that_can_be_trained(out, tmp_path):
    path = tmp_path / "mine.toml"
    assert f"{path} is written" in out("new", str(path))
    text = path.read_text(encoding="utf-8")
    keys = ["equations", "[inputs]", "[targets]", "[parameters]", "learning_rate", "optimiser",
            "relu_at_zero", "abs_at_zero", "[notation]", "gradients", "normal", "uniform",
            "constant", "momentum", "beta1", "epsilon"]  # fmt: skip
    assert [key for key in keys if key not in text] == []
    assert text.count("#") > 15
    losses = told(out("train", str(path), "--iterations", "100"))
    assert losses[100] < losses[0]


def test_new_leaves_a_file_that_exists_alone(refused, file):
    path = file(GOOD)
    assert "exists already" in refused("new", path)
    assert Path(path).read_text() == GOOD


@pytest.mark.parametrize("name", ["mine.txt", "mine", "mine.toml.bak", "."])
def test_new_wants_the_name_of_a_network_file(refused, tmp_path, name):
    assert ".toml" in refused("new", str(tmp_path / name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["nowhere/mine.toml", "file.toml/mine.toml"])
def test_new_says_where_it_cannot_write(refused, tmp_path, name):
    (tmp_path / "file.toml").write_text(GOOD)
    assert "cannot be written" in refused("new", str(tmp_path / name))


def test_new_in_a_directory_that_may_not_be_written(refused, monkeypatch, tmp_path):
    """By the system's own refusal, which root is not given."""

    def denied(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", denied)
    assert "cannot be written: Permission denied" in refused("new", str(tmp_path / "mine.toml"))


def test_new_names_a_directory_with_a_blank_so_that_it_can_be_pasted(out, tmp_path):
    directory = tmp_path / "my networks"
    directory.mkdir()
    command = out("new", str(directory / "mine.toml")).rpartition("open it with: ")[2]
    assert shlex.split(command) == ["makabaka-tui", str(directory / "mine.toml"), "--watch"]


# Optimisers, seeds, sizes


def test_an_optimiser_can_be_chosen(out):
    """By hand: the first step of Adam has the size of the rate, against the gradient's sign."""
    steps = json.loads(
        out("trace", "skip", "--optimiser", "adam", "--lr", "0.1", "--format", "json")
    )
    updated = {each["symbol"]: each["value"] for each in steps if each["phase"] == "update"}
    assert [updated[f"w{i}"] for i in range(4)] == pytest.approx([0.4] * 4, abs=1e-6)


def test_momentum_goes_on_in_the_direction_it_had(out, file):
    """By hand: v = 0.9 v + g and w = w - lr v, with a gradient of -3 throughout."""
    path = file("loss = 'L'\nequations = 'L = -3*w'\nparameters = { w = 0 }\n")
    text = out("trace", path, "--optimiser", "momentum", "--iterations", "3", "--format", "json")
    found = [each["value"] for each in json.loads(text) if each["symbol"] == "w"]
    velocities = [-3, 0.9 * -3 - 3, 0.9 * (0.9 * -3 - 3) - 3]
    assert found == pytest.approx([-sum(velocities[: k + 1]) for k in range(3)])


def test_depth_makes_the_chain_longer(out):
    for depth in (2, 20):
        steps = json.loads(out("trace", "deep", "--set", f"depth={depth}", "--format", "json"))
        assert sum(each["symbol"].startswith("dL/dh") for each in steps) >= depth
        plain = out(
            "trace", "deep", "--set", f"depth={depth}", "--set", "skip=0", "--format", "json"
        )
        gradients = {each["symbol"]: each["value"] for each in json.loads(plain)}
        assert gradients["dL/dw0"] == pytest.approx(0.5**depth)


def test_the_same_seed_draws_the_same_and_another_draws_others(out):
    found = {
        seed: json.loads(out("trace", "xor", "--seed", seed, "--format", "json"))[0]["value"]
        for seed in ("7", "8")
    }
    again = json.loads(out("trace", "xor", "--seed", "7", "--format", "json"))[0]["value"]
    assert found["7"] == again
    assert found["7"] != found["8"]


def test_xor_is_traced_as_matrices(out, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    text = out("trace", "xor", "--seed", "8")
    assert "∂L/∂W2 = Hᵀ · ∂L/∂O" in text
    assert "⎡0 0⎤" in text
    assert "Each of the 4 samples contributes" in text
    assert "\x1b" not in text
    monkeypatch.setenv("LC_ALL", "C")
    assert out("trace", "xor", "--seed", "8").isascii()


# graph


def test_graph_as_json_is_read_back_by_networkx(out):
    graph = nx.node_link_graph(json.loads(out("graph", "--format", "json")))
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph.edges()) == EDGES
    assert graph.nodes["h0"]["kind"] == "activation"
    assert graph.nodes["z2"]["equation"] == "z2 = w2*h1 + w3*h0"
    assert graph.nodes["h0"]["gradient"] == 0.75
    contributions = {
        (source, target): value
        for source, target, value in graph.edges(data="contribution")
        if source == "h0"
    }
    assert contributions == {("h0", "z2"): 0.5, ("h0", "z1"): 0.25}


def test_graph_as_dot_has_every_edge(out):
    assert set(re.findall(r'"(\w+)" -> "(\w+)"', out("graph", "--format", "dot"))) == EDGES


def test_graph_as_mermaid_has_every_edge(out):
    text = out("graph", "--format", "mermaid")
    names = dict(re.findall(r'^ *(\w+)[(\[]+"(\w+)', text, re.MULTILINE))
    edges = re.findall(r"(\w+) --> (\w+)", text)
    assert {(names[source], names[target]) for source, target in edges} == EDGES


def test_graph_as_text_has_boxes_and_equations(out, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    text = out("graph")
    assert "╭h0▲" in text
    assert "z2 = w2 · h1 + w3 · h0" in text
    assert max(map(len, text.splitlines())) <= 100


def test_where_the_locale_is_ascii_so_is_the_graph(out, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    text = out("graph")
    assert text.isascii()
    assert "h0^" in text


def test_a_graph_of_arrays_is_json(out, file):
    data = json.loads(out("graph", file(ARRAYS), "--format", "json"))
    values = {node["id"]: node["value"] for node in data["nodes"]}
    assert values["W"] == [[0.5], [-0.25]]


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_words_of_the_format_may_be_names(out, file, form):
    path = file(GOOD.replace("z", "end").replace("w", "node"))
    text = out("graph", path, "--format", form)
    assert '"end = node*x' in text
    assert not re.search(r"^\s*(end|node)\b\s*(-|\(|\[\")", text, re.MULTILINE)


# networks, help, version


def test_networks_lists_what_ships(out):
    lines = out("networks").splitlines()
    assert [line.split()[0] for line in lines] == shipped_networks()
    assert {"skip", "plain"} <= set(shipped_networks())
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize("name", shipped_networks())
def test_every_shipped_network_can_be_traced_and_drawn(out, name):
    assert json.loads(out("trace", name, "--format", "json"))
    assert out("graph", name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--help"],
            ["trace", "graph", "networks", "NETWORK", "--set", "--lr", "--goto", "--iteration",
             "--ascii", "--no-mouse", "--theme", "--version", "train", "new", "--seed",
             "--optimiser", "--watch"],
        ),
        (["train", "--help"], ["--iterations", "--every", "--format", "--seed", "--optimiser"]),
        (["new", "--help"], ["FILE"]),
        (["trace", "--help"], ["--iterations", "--format", "text", "json", "csv", "--set"]),
        (["graph", "--help"], ["--format", "dot", "mermaid", "--set"]),
        (["networks", "--help"], ["networks"]),
    ],
)  # fmt: skip
def test_help_is_complete(out, arguments, words):
    text = out(*arguments)
    assert [word for word in words if word not in text] == []
    assert "\x1b" not in text


def test_version(out):
    assert re.fullmatch(r"makabaka-tui \d+\.\d+\S*\n", out("--version"))


# Bad input


@pytest.mark.parametrize("command", [[], ["trace"], ["graph"]], ids=["open", "trace", "graph"])
def test_a_missing_file_is_refused(refused, command, tmp_path):
    assert "nowhere.toml" in refused(*command, str(tmp_path / "nowhere.toml"))


def test_a_directory_is_refused(refused, tmp_path):
    assert "directory" in refused("trace", str(tmp_path))


def test_an_unknown_network_is_answered_with_the_likely_one(refused):
    message = refused("trace", "skp")
    assert "skp" in message
    assert "skip" in message


@pytest.mark.parametrize(
    "junk",
    [
        b"\x00\x01\x02\xff\xfe", b"\x7fELF\x02\x01\x01" + bytes(range(256)), b"", b"\n\n\n",
        b"\xff\xfe=\x00", b"x" * 100, b"[" * 5000, b"\xef\xbb\xbf",
    ],
    ids=["zeros", "elf", "empty", "blank", "utf16", "letters", "brackets", "mark"],
)  # fmt: skip
def test_junk_is_refused(refused, file, junk):
    assert "net.toml" in refused("trace", file(junk))


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('loss = "L"', 'loss = "L', 2, ["TOML"]),
        ("z = w*x", "z = w*", 4, ["z = w*"]),
        ("z = w*x", "z == w*x", 4, ["="]),
        ("z = w*x", "z = w*x\nz = x", 5, ["'z'", "twice"]),
        ("z = w*x", "z = q*w*x", 4, ["'q'", "unknown"]),
        ("z = w*x", "z = w*x*v\nv = z*z", 4, ["cycle"]),
        ("z = w*x", "z = w*x*v\nv = x*x", 4, ["'v'", "before"]),
        ("z = w*x", "z = w*x\nv = x*x", 5, ["'v'", "loss"]),
        ("z = w*x", "z = relo(w*x)", 4, ["relo", "relu"]),
        ("z = w*x", "z = __import__('os')", 4, ["z = "]),
        ("z = w*x", "z = x.real*w", 4, ["z = "]),
        ("z = w*x", "z = " + "(" * 300 + "w*x" + ")" * 300, 4, ["z = "]),
        ("x = 2", "x = [1, 2]\n", 5, ["L", "number"]),
        ("x = 2", "x = [[1, 2], [3]]", 8, ["'x'", "ragged"]),
        ("x = 2", 'x = "two"', 8, ["'x'", "two"]),
        ("x = 2", "x = 2\nq = 1", 9, ["'q'", "loss"]),
        ("[inputs]", "[inpts]", 7, ["inpts", "inputs"]),
        ('title = "Good"', 'titel = "Good"', 1, ["titel", "title"]),
        ('loss = "L"', 'loss = "M"', 2, ["'M'"]),
        ("w = 3", "w = { normel = 1 }", 12, ["'w'", "normal"]),
        ("w = 3", "w = 3\n[training]\nlearning_rate = 'fast'", 14, ["learning_rate"]),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(refused, file, before, after, line, words):
    assert before in GOOD
    message = refused("trace", file(GOOD.replace(before, after, 1)))
    assert f"net.toml:{line}:" in message
    assert [word for word in words if word not in message] == []


def test_shapes_that_do_not_fit_are_an_error_about_the_equation(refused, file):
    message = refused("trace", file(ARRAYS.replace("[[0.5], [-0.25]]", "[1, 2, 3]")))
    assert "net.toml:3:" in message or "net.toml:4:" in message
    assert "Z = X @ W" in message


def test_escape_sequences_in_a_file_do_not_reach_the_terminal(refused, file):
    message = refused("trace", file(GOOD.replace("z = w*x", "z = w*\\u001b[31mx")))
    assert "net.toml" in message
    refused("trace", "a\x1b[31m\x07b")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "w9=1"], ["w9", "did you mean 'w"]),
        (["--set", "z0=1"], ["z0"]),
        (["--set", "w0=abc"], ["abc", "number"]),
        (["--set", "w0="], ["w0"]),
        (["--set", "w0"], ["name=value"]),
        (["--set", "w0=true"], ["true"]),
        (["--set", "w0=1e999999\nx=3"], ["w0"]),
        (["--set", "w0=[1, 2]"], ["L"]),
        (["--lr", "fast"], ["fast"]),
        (["--lr", "nan"], ["learning rate"]),
        (["--lr", "inf"], ["learning rate"]),
        (["--colour"], ["--colour"]),
        (["--seed", "x"], ["--seed", "x"]),
        (["--seed", "-1"], ["--seed", "-1"]),
        (["--seed", "1.5"], ["--seed", "1.5"]),
        (["--optimiser", "sgd"], ["sgd", "momentum", "adam"]),
        (["deep", "--set", "depth=1.5"], ["depth", "whole number"]),
        (["deep", "--set", "depth=0"], ["depth", "from 1"]),
        (["deep", "--set", "detph=3"], ["detph", "depth"]),
        (["xor", "--set", "W1=[[1, 2, 3]]"], ["Z"]),
        (["xor", "--set", "X=[[1, 2], [3]]"], ["ragged"]),
        (["xor", "--set", "X=[]"], ["empty"]),
    ],
)
@pytest.mark.parametrize("command", [[], ["trace"], ["graph"]], ids=["open", "trace", "graph"])
def test_a_wrong_option_is_refused(refused, command, arguments, words):
    message = refused(*command, *arguments)
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["trace", "--iterations", "0"], ["--iterations", "0"]),
        (["trace", "--iterations", "-1"], ["-1"]),
        (["trace", "--iterations", "many"], ["many"]),
        (["trace", "--iterations", "1000000000"], ["1000000000"]),
        (["trace", "--format", "xml"], ["xml", "json"]),
        (["graph", "--format", "csv"], ["csv", "dot"]),
        (["--iteration", "-1"], ["-1"]),
        (["--iteration", "1000000000"], ["1000000000"]),
        (["--iteration", "x"], ["--iteration"]),
        (["--goto", "22"], ["22", "21"]),
        (["--goto", "-1"], ["-1"]),
        (["trace", "skip", "plain"], ["plain"]),
        (["train", "--iterations", "0"], ["--iterations", "0"]),
        (["train", "--iterations", "-5"], ["-5"]),
        (["train", "--iterations", "1.5"], ["1.5"]),
        (["train", "--iterations", "1000001"], ["1000001", "1000000"]),
        (["train", "--every", "0"], ["--every", "0"]),
        (["train", "--every", "x"], ["--every", "x"]),
        (["train", "--format", "xml"], ["xml", "csv"]),
        (["train", "nowhere"], ["nowhere"]),
        (["skip", "--watch"], ["--watch", "skip"]),
        (["deep", "--watch"], ["--watch", "deep"]),
        (["networks", "skip"], ["skip"]),
    ],
)
def test_a_number_or_a_word_out_of_range_is_refused(refused, arguments, words):
    message = refused(*arguments)
    assert [word for word in words if word not in message] == []


def test_without_a_terminal_the_app_names_trace(refused):
    message = refused()
    assert "trace" in message
    assert "terminal" in message
    assert "trace" in refused("plain", "--goto", "3")


# Processes


def python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def loaded_by(*commands):
    """The top-level packages that a process has loaded after some command lines."""
    lines = [
        "import sys, tui.cli.main",
        *(f"tui.cli.main.main({command.split()!r})" for command in commands),
        "print('loaded', *sorted({name.split('.')[0] for name in sys.modules}))",
    ]
    return set(python("\n".join(lines)).splitlines()[-1].split()[1:])


def test_the_command_line_loads_no_textual_networkx_or_numpy_for_what_needs_none():
    loaded = loaded_by("trace skip", "trace plain --format json --iterations 3")
    assert {"tui", "engine", "cyclopts"} <= loaded
    assert not loaded & {"textual", "networkx", "numpy"}


def test_the_command_line_loads_no_textual_or_networkx_to_list_and_to_train():
    loaded = loaded_by("networks", "train xor --iterations 30")
    assert not loaded & {"textual", "networkx"}


def test_drawing_the_graph_loads_no_textual():
    loaded = loaded_by("graph skip", "graph skip --format json")
    assert "networkx" in loaded
    assert "textual" not in loaded


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_that_has_seen_enough_is_no_error(form):
    command = [str(COMMAND), "trace", "--iterations", "1000", "--format", form]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


def test_an_installed_command_gives_its_exit_status():
    done = subprocess.run(
        [COMMAND, "trace", "nowhere"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
