"""Lectures in a real terminal."""


def test_a_lecture_is_played_with_space_and_left_with_q(open_terminal):
    terminal = open_terminal("play", "skip")
    terminal.until_shown("Skip network", "Space goes on")
    terminal.press("  ")
    terminal.until_shown("step 1/21")
    terminal.press("q")
    assert terminal.end() == 0


def test_a_lecture_plays_by_itself(open_terminal):
    terminal = open_terminal("play", "skip", "--auto", "--speed", "100")
    terminal.until_shown("the lecture ends here", "step 15/21")
    terminal.press("q")
    assert terminal.end() == 0
