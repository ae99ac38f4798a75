"""Keys in one packet, and what is said when the app is left."""


def test_escape_typed_ahead_loses_neither_itself_nor_the_next_key(open_terminal):
    terminal = open_terminal("skip")
    terminal.until_shown("step 0/21")
    terminal.press("nn")
    terminal.until_shown("step 2/21")
    terminal.press("5\x1bn")
    terminal.until_shown("step 3/21")


def test_ctrl_c_clears_the_line_then_leaves_it_then_the_app(open_terminal, tmp_path):
    terminal = open_terminal("skip", XDG_STATE_HOME=str(tmp_path))
    terminal.until_shown("step 0/21")
    terminal.press(":goto 9\x03")
    terminal.until(lambda text: text.splitlines()[-1].strip() == ":")
    terminal.press("\x03n")
    terminal.until_shown("step 1/21")
    terminal.press("\x03")
    assert terminal.end() == 0
    assert b"saved; makabaka-tui --resume goes on" in terminal.output


def test_nothing_is_said_where_nothing_was_done(open_terminal, tmp_path):
    terminal = open_terminal("skip", XDG_STATE_HOME=str(tmp_path))
    terminal.until_shown("step 0/21")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"saved" not in terminal.output.replace(b"session is saved", b"")
