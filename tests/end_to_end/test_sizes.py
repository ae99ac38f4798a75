"""Screens of sizes that no screen has."""


def test_a_size_out_of_all_bounds_is_not_drawn_whole(open_terminal):
    terminal = open_terminal("skip", COLUMNS="99999999", LINES="99999999")
    terminal.until(lambda _: len(terminal.output) > 10_000)
    terminal.press("nq")
    assert terminal.end() == 0
