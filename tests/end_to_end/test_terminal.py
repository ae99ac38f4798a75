"""The app in a real terminal: keys, sizes and bad input."""

import re

import pytest

from tests.end_to_end.clean import assert_clean


def words(text):
    """The text without frames, however it is broken into lines."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", text).split())


# The exercise


def test_stepping_to_the_fan_in_sum_of_the_exercise(open_terminal):
    terminal = open_terminal("skip")
    start = terminal.until_shown("step 0/21")
    assert "L ·" in start
    for step in range(1, 16):
        terminal.press("n")
        terminal.until_shown(f"step {step}/21")
    shown = terminal.until(lambda text: "0.5 + 0.25 = 0.75" in words(text))
    assert "BACKWARD 8/10" in shown
    assert "L 3.375" in shown
    assert "h0▲" in shown
    assert "h1▲" in shown
    terminal.press("]")
    shown = terminal.until_shown("iteration 1", "h0✗")
    assert "step 15/21" in shown
    assert "h1◇" in shown
    terminal.press("[")
    terminal.until(lambda text: "iteration 0" in text and "0.5 + 0.25 = 0.75" in words(text))
    terminal.press("q")
    assert terminal.end() == 0


def test_a_hundred_steps_at_once_end_on_the_right_step(open_terminal, terminal):
    """What has been drawn piece by piece is the same as what is drawn at once."""
    terminal.press("n" * 100)
    stepped = terminal.until_shown("iteration 4", "step 16/21")
    opened = open_terminal("--iteration", "4", "--goto", "16")
    opened.until_shown("iteration 4", "step 16/21", "? help")
    assert stepped.splitlines()[:-1] == opened.text.splitlines()[:-1]


def test_walking_forth_and_back_leaves_nothing_behind(terminal):
    start = terminal.text.splitlines()[:-1]
    for keys, shown in [
        ("15n", "step 15/21"), ("sss", "2 of 2 arrived"), ("]", "iteration 1"), ("G", "step 21/21"),
        ("/h1\r", "h1"), ("R", "step 0/21"),
    ]:  # fmt: skip
        terminal.press(keys)
        terminal.until_shown(shown)
    assert terminal.until_shown("iteration 0", "step 0/21").splitlines()[:-1] == start


def test_a_command_typed_at_once_is_obeyed(terminal):
    terminal.press(":goto 15\r")
    terminal.until_shown("step 15/21", "BACKWARD 8/10")


def test_keys_before_the_first_frame_are_not_lost(open_terminal):
    terminal = open_terminal()
    terminal.press("15n")
    terminal.until_shown("step 15/21")


def test_a_line_before_the_first_frame_is_entered(open_terminal):
    """Enter is still a line feed then, as the terminal makes it for programs that read lines."""
    terminal = open_terminal()
    terminal.press(":goto 15\rn")
    terminal.until_shown("step 16/21")


def test_arrow_keys_step(terminal):
    terminal.press("\x1b[C\x1b[C\x1b[C")
    terminal.until_shown("step 3/21")
    terminal.press("\x1b[D")
    terminal.until_shown("step 2/21")


def test_options_say_where_to_open_and_with_what(open_terminal):
    terminal = open_terminal("plain", "--goto", "7", "--set", "w0=1", "--lr", "0.5")
    shown = terminal.until_shown("step 7/19")
    assert "L 3.25" in shown
    assert "lr 0.5" in shown


# Size


def test_resizing_draws_everything_anew(open_terminal, terminal):
    terminal.press("15n")
    terminal.until_shown("step 15/21")
    for size in [(120, 40), (60, 16), (80, 24)]:
        terminal.resize(*size)
        terminal.until(lambda text: fills(text) and "0.75" in text and "step 15/21" in text)
    opened = open_terminal("--goto", "15")
    opened.until_shown("step 15/21", "? help")
    terminal.until(lambda text: text.splitlines()[:-1] == opened.text.splitlines()[:-1])


def fills(text):
    """Whether the panels reach into the corner of the terminal, above the last line."""
    *_, last, _ = text.splitlines()
    return last.startswith("╰") and last.endswith("╯")


def test_a_terminal_that_is_too_small_says_so_and_recovers(terminal):
    terminal.press("15n")
    terminal.until_shown("step 15/21")
    terminal.resize(50, 10)
    assert "step" not in terminal.until_shown("60×16")
    terminal.press("n")
    terminal.resize(80, 24)
    shown = terminal.until_shown("step 16/21", "∂L/∂z0")
    assert "60×16" not in shown


# Training


def test_training_is_stopped_with_escape_and_goes_on(open_terminal):
    terminal = open_terminal("xor", "--seed", "8")
    terminal.until_shown("step 0/15", "seed 8")
    terminal.press(":train 900000\r")
    terminal.until_shown("of 900,000 iterations", "Esc stops", "█")
    terminal.press("\x1b")
    shown = terminal.until_shown("stopped at iteration", "nothing is lost")
    stopped = int(re.search(r"stopped at iteration ([\d,]+)", shown)[1].replace(",", ""))
    terminal.until_shown(f"iteration {stopped} ")
    terminal.press(":train 50\r2n")
    terminal.until_shown(f"iteration {stopped + 50} ", "step 3/15")
    terminal.press("q")
    assert terminal.end() == 0
    assert_clean(terminal)


def test_quitting_while_iterations_are_run_leaves_the_terminal_clean(open_terminal):
    terminal = open_terminal("xor")
    terminal.until_shown("step 0/15")
    terminal.press(":train 900000\r")
    terminal.until_shown("Esc stops")
    terminal.press("\x03")
    assert terminal.end() == 0
    assert_clean(terminal)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_the_chart_is_the_same_whichever_way_one_came_to_it(open_terminal, size):
    terminal = open_terminal("xor", "--seed", "8", size=size)
    terminal.until_shown("step 0/15")
    terminal.press("l:train 1000\r")
    terminal.until_shown("Loss L", "iteration 1000 ")
    terminal.press(",\x1b[D\x1b[D.oo:it 1000\r")
    opened = open_terminal("xor", "--seed", "8", "--iteration", "1000", size=size)
    opened.until_shown("iteration 1000 ", "? help")
    opened.press("l")
    shown = opened.until_shown("Loss L", "✗", "0.5┤", "1000│")
    terminal.until(lambda text: text.splitlines()[:-1] == shown.splitlines()[:-1])
    at = f"{size[0] // 2};6"
    terminal.press(f"\x1b[<0;{at}M\x1b[<0;{at}m")
    terminal.until(lambda text: re.search(r"iteration 4\d\d ", text))
    terminal.press("l")
    terminal.until(lambda text: "Loss L" not in text and "╭X" in text)


def test_the_inspector_follows_the_keys(open_terminal):
    terminal = open_terminal("xor", "--seed", "8", "--iteration", "1000", "--goto", "2")
    terminal.until_shown("step 2/15", "? help")
    terminal.press("\r\x1b[B\x1b[C")
    shown = terminal.until_shown("H  activation", "Step, sample 1, unit 1", "H[1,1] = ReLU(Z[1,1])")
    assert "◐ mixed" in shown
    assert "✗ dead" in shown
    terminal.press("\x1b")
    terminal.until(lambda text: "╭X" in text and "sample 1" not in text)


def test_training_without_the_app_shows_a_bar_and_can_be_interrupted(open_terminal):
    terminal = open_terminal("train", "xor", "--seed", "8", "--iterations", "900000")
    terminal.until_shown("training", "/900000")
    terminal.press("\x03")
    terminal.until_shown("Loss after")
    assert terminal.end() == 0
    assert "/900000" not in terminal.text
    assert b"Traceback" not in terminal.output


# A file that is watched


NETWORK = """
loss = "L"
equations = '''
z = w*x
L = square(z)
'''
inputs = { x = 2 }
parameters = { w = 3, v = 1 }
training = { learning_rate = 0.01 }
"""


def test_a_file_that_is_saved_is_loaded_and_a_broken_one_is_not(open_terminal, tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(NETWORK.replace(", v = 1", ""))
    terminal = open_terminal(str(path), "--watch", "--iteration", "3", "--goto", "2")
    terminal.until_shown("iteration 3 ", "step 2/5")
    path.write_text(NETWORK.replace("w*x", "w*q"))
    terminal.until_shown("not loaded: my.toml:4: ", "'q'", "iteration 3 ", "step 2/5")
    path.write_text(NETWORK.replace("w*x", "w*x + v"))
    terminal.until_shown("loaded again", "╭v", "iteration 3 ", "step 2/7")
    terminal.press("q")
    assert terminal.end() == 0


# Bad input


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nowhere"], "nowhere"),
        (["--theme", "pink"], "terminal"),
        (["--goto", "22"], "21"),
        (["--iteration", "-1"], "-1"),
        (["--set", "w0=x"], "number"),
    ],
)
def test_what_cannot_be_opened_is_refused_without_touching_the_screen(
    open_terminal, arguments, word
):
    terminal = open_terminal(*arguments)
    assert terminal.end() == 2
    assert word in terminal.text
    assert b"\x1b" not in terminal.output
    assert b"Traceback" not in terminal.output
    assert len(terminal.output.splitlines()) <= 2


def test_an_interrupted_trace_is_no_error_of_ours(open_terminal):
    terminal = open_terminal("trace", "--iterations", "100000")
    terminal.until_shown("iteration")
    terminal.press("\x03")
    assert terminal.end() == 130
    assert b"Traceback" not in terminal.output
