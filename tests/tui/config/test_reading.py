"""Settings from a file, from variables and as they ship, and what is wrong with some."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from engine.errors import SpecError
from tui.cli.main import main
from tui.cli.shared import look_of, settings
from tui.commands.lists import look_in
from tui.config.place import config_file
from tui.config.reading import read
from tui.config.setting import SETTINGS
from tui.config.settings import USUAL
from tui.config.telling import begun
from tui.drawing.keymap import CONTEXTS
from tui.terminal import sandbox


@pytest.fixture
def written(tmp_path):
    """Writes a file of settings, and reads it with an environment."""

    def written(text, **environment):
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return read(path, environment)

    return written


def refused(written, text, **environment):
    with pytest.raises(SpecError) as error:
        written(text, **environment)
    return str(error.value)


def test_a_variable_goes_before_the_file_and_the_file_before_what_ships(written):
    text = 'theme = "light"\ndigits = 4\ndecimal_comma = true\nmouse = false\n'
    found = written(text, MAKABAKA_TUI_DIGITS="9", MAKABAKA_TUI_MOUSE="yes")
    assert found.settings == USUAL._replace(theme="light", digits=9, decimal_comma=True)
    assert found.origins == {
        "theme": "config.toml:1",
        "digits": "MAKABAKA_TUI_DIGITS",
        "decimal_comma": "config.toml:3",
        "mouse": "MAKABAKA_TUI_MOUSE",
    }


def test_an_empty_variable_says_nothing(written):
    assert written("digits = 3", MAKABAKA_TUI_DIGITS="").settings.digits == 3


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('# mine\ntheem = "dark"', 2, "unknown setting 'theem'; did you mean 'theme'?"),
        ("digits = 99", 1, "digits has to be a whole number from 2 to 15"),
        ("digits = true", 1, "digits has to be a whole number from 2 to 15"),
        ('\nmouse = "yes"', 2, "mouse has to be true or false"),
        ('record_format = "v4"', 1, "has to be \"v2\" or \"v3\"; did you mean 'v"),
        ('theme = "nord"', 1, "theme nord: error #be616a on background #2e3440 has a contrast of"),
        ('theme = "drak"', 1, "no theme 'drak'; did you mean 'dark'?"),
        ('network = "skpi"', 1, "no network 'skpi'; did you mean 'skip'?"),
        ('[keys]\n"list.delete" = "x"', 2, "write [keys_in.list] for the keys within it"),
        ("theme = 3", 1, "theme has to be the name of a theme"),
        ("lectures = [3]", 1, "lectures has to be a folder, or a list of folders"),
        ("digits = \n", 1, "not TOML"),
        ('keys = "vim"', 1, "keys has to be a table, [keys]"),
        ('[keys]\npreset = "vi"', 2, "preset has to be one of default, vim, emacs, arrows"),
        ('[keys]\nstepp = "j"', 2, "no action 'stepp'; did you mean 'step'?"),
        ('[keys]\nstep = "pgdwn"', 2, "there is no key 'pgdwn'; did you mean 'pgdn'?"),
        ('[keys]\nstep = "alt+n"', 2, "Alt does not survive SSH and tmux"),
        ('[keys]\nstep = "ctrl+c"', 2, "ends the app, wherever it is typed"),
        ('[keys]\nstep = "ctrl+i"', 2, "terminals send the same for 'ctrl+i' as for 'tab'"),
        ('[keys]\nstep = "7"', 2, "begins a count, as in 10n"),
        ('[keys]\nstep = "esc"', 2, "clears and closes"),
        ("[keys]\nstep = 3", 2, 'a key or a list of keys, as in ["n", "right"]'),
        ('[keys]\nnext = "]"\nstep = "b"', 3, "'b' is a key of step and of break: give one"),
        ('[keys_in.list]\ndelete = "e"', 2, "'e' is a key of list.delete and of list.edit"),
        ("[keys]\n[keys_in.list]\n\nclose = []", 4, "list.close needs a key"),
        ('[keys_in.list]\ndelte = "e"', 2, "no action 'list.delte'; did you mean 'delete'?"),
        ('[keys_in.palette]\nchoose = "x"', 2, "is typed there, as any character is"),
        ('[keys.list]\ndelete = "x"', 1, "write [keys_in.list] for the keys within it"),
        ('[keys_in.lists]\ndelete = "x"', 1, "nothing called 'lists' has keys of its own; did you"),
        ('[keys_in.palette]\ndown = "space"', 2, "is typed there, as any character is"),
        ('[themes.Mine]\nbackground = "#000000"', 1, "a name is of small letters"),
        ('[themes.dark]\nbackground = "#000000"', 1, "there is one of this name"),
        ('[themes.mine]\nprimry = "#000000"', 2, "unknown key 'primry'; did you mean 'primary'?"),
        ('[themes.mine]\nerror = "red"', 2, 'error has to be a colour as in "#87d7ff"'),
        ('[themes.mine]\nextends = "nord"', 2, "extends has to be one of dark, light"),
        (
            '[themes.mine]\nbackground = "#121212"\nerror = "#5f0000"', 3,
            "error #5f0000 on background #121212 has a contrast of 1.3, and 4.5 is the least",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_a_cure(written, tmp_path, text, line, said):
    message = refused(written, text)
    first, *rest = message.split("\n")
    assert first.startswith(f"{tmp_path / 'config.toml'}:{line}: ")
    assert said in first
    assert rest == [f"    {text.split(chr(10))[line - 1].strip()}"]


def test_a_variable_that_is_wrong_is_named(written):
    assert refused(written, "", MAKABAKA_TUI_DIGITS="many") == (
        "MAKABAKA_TUI_DIGITS=many: digits has to be a whole number from 2 to 15"
    )
    assert "MAKABAKA_TUI_KEYS=vimm: preset has to be one of" in refused(
        written, "", MAKABAKA_TUI_KEYS="vimm"
    )


def test_a_variable_that_is_like_one_is_refused_and_others_are_not(written):
    assert refused(written, "", MAKABAKA_TUI_DIGTS="3") == (
        "MAKABAKA_TUI_DIGTS: no such variable; did you mean 'DIGITS'?"
    )
    assert written("", MAKABAKA_TUI_QXZ="3").settings == USUAL


def test_presets_are_chosen_by_the_file_or_a_variable_and_changed_by_what_is_said(written):
    text = '[keys]\npreset = "vim"\nstep = ["l"]\n'
    keys = written(text).settings.changed_keys
    assert (keys["step"], keys["back"]) == (("l",), ("h", "N", "left"))
    assert written(text).origins["keys.step"] == "config.toml:3"
    assert written(text).origins["keys.back"] == "preset vim"
    for preset in ("default", "vim", "emacs", "arrows"):
        assert written("", MAKABAKA_TUI_KEYS=preset).settings.changed_keys is not None
    arrows = written("", MAKABAKA_TUI_KEYS="arrows").settings.changed_keys
    commands = [keys for action, keys in arrows.items() if "." not in action]
    letters = [key for keys in commands for key in keys if len(key) == 1 and key.isalpha()]
    assert letters == []
    assert arrows["step"] == ("right",)


def test_themes_stand_in_the_file_or_beside_it(written, tmp_path):
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "paper.toml").write_text('background = "#fffdf5"\nforeground = "#111111"\n')
    found = written(
        '[themes.night]\nextends = "tokyo-night"\nprimary = "#ffffff"\n'
    ).settings.themes
    assert [(each.name, each.dark) for each in found] == [("night", True), ("paper", False)]
    assert found[0].background == "#1a1b26"
    assert "there is a theme of this name in the settings" in refused(
        written, '[themes.paper]\nbackground = "#000000"\n'
    )
    (folder / "paper.toml").write_text('background = "#fffdf5"\nforeground = "#cccccc"\n')
    assert "themes/paper.toml:2: theme paper: foreground #cccccc on" in refused(written, "")


def test_a_file_that_was_begun_is_as_it_ships_and_so_is_all_of_it_uncommented(written):
    assert written(begun()).settings == USUAL
    lines = begun().splitlines()
    starts = [f"# {setting.name} = " for setting in SETTINGS]
    keys = lines.index("[keys]")
    bare = [
        line[2:] if (line.startswith(tuple(starts)) or (i > keys and " = " in line)) else line
        for i, line in enumerate(lines)
        if "mine" not in line and not line.startswith(("# extends", "# primary"))
    ]
    table = tomllib.loads("\n".join(bare))
    assert set(table) == {setting.name for setting in SETTINGS} | {"keys", "keys_in"}
    found = written("\n".join(bare)).settings
    assert found.changed_keys == {}
    assert found == USUAL._replace(theme="dark", ascii=True, lectures=("~/lectures",))


def test_where_the_file_is(tmp_path, monkeypatch):
    from platformdirs import user_config_path

    for folder in ("", str(tmp_path)):
        monkeypatch.setenv("XDG_CONFIG_HOME", folder)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        own = {name: os.environ[name] for name in ("XDG_CONFIG_HOME", "HOME")}
        theirs = user_config_path("makabaka-tui", appauthor=False) / "config.toml"
        assert config_file(own) == theirs
    assert str(config_file({"MAKABAKA_TUI_CONFIG": "/a/b.toml"})) == "/a/b.toml"
    assert config_file({"MAKABAKA_TUI_CONFIG": ""}) is None


@pytest.fixture
def config(tmp_path, monkeypatch):
    """A file of settings that holds."""
    path = tmp_path / "there" / "config.toml"
    monkeypatch.setenv("MAKABAKA_TUI_CONFIG", str(path))
    return path


def test_the_command_begins_a_file_shows_and_checks_it(config, capsys):
    assert main(["config", "--path"]) == 0
    assert capsys.readouterr().out == f"{config}\n"
    assert main(["config", "--init"]) == 0
    assert main(["config", "--init"]) == 2
    assert "exists already, and is left as it is" in capsys.readouterr().err
    assert main(["config", "--check"]) == 0
    config.write_text("digits = 3\n[keys]\nstep = 'j'\n")
    capsys.readouterr()
    assert main(["config"]) == 0
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == [str(config)]
    assert ["digits", "3", "config.toml:1"] in [[c.strip() for c in row if c] for row in lines]
    assert ["keys.step", '["j"]', "config.toml:3"] in [
        [c.strip() for c in row if c] for row in lines
    ]
    assert main(["config", "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["settings"]["digits"] == {"value": 3, "from": "config.toml:1"}
    assert record["keys"]["step"]["keys"] == ["j"]
    assert record["settings"]["theme"] == {"value": None, "from": "as it ships"}


@pytest.mark.parametrize(
    "line", [["--plain"], ["trace", "skip"], ["config", "--check"], ["derive"]]
)
def test_a_config_that_is_wrong_ends_before_anything_is_done(config, capsys, line):
    config.parent.mkdir()
    config.write_text("digits = 100\n")
    assert main(line) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert (
        told.err == f"{config}:1: digits has to be a whole number from 2 to 15\n    digits = 100\n"
    )


def test_a_file_that_is_named_has_to_be_there(config, capsys):
    assert main(["trace", "skip"]) == 2
    assert f"MAKABAKA_TUI_CONFIG={config}: there is no such file" in capsys.readouterr().err
    config.mkdir(parents=True)
    assert main(["trace", "skip"]) == 2
    assert capsys.readouterr().err == f"{config}: a directory\n"


def test_each_context_is_asked_for_where_its_keys_are_taken():
    texts = "".join(
        path.read_text(encoding="utf-8") for path in Path(sandbox.__file__).parents[1].rglob("*.py")
    )
    assert not [name for name in CONTEXTS if f'read("{name}"' not in texts]


def test_a_restricted_process_reads_none(config, monkeypatch):
    config.parent.mkdir()
    config.write_text("digits = 100\n")
    monkeypatch.setattr(sandbox, "restricted", True)
    assert settings() == USUAL


def test_options_go_before_all(config):
    config.parent.mkdir()
    config.write_text("ascii = true\n")
    assert look_of(None).ascii
    assert not look_of(False).ascii


def test_lectures_of_ones_own_are_listed_and_played_by_name(config, capsys, tmp_path):
    config.parent.mkdir()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "first.walk").write_text('title "My first"\nopen skip\nsay "one"\npause\n')
    (mine / "skip.walk").write_text('title "Not the one that ships"\n')
    (mine / "a\x1b[31m.walk").write_text('title "With a name that colours"\n')
    (mine / "long.walk").write_text(f'title "{"so " * 1000}long"\n')
    if hasattr(os, "mkfifo"):
        os.mkfifo(mine / "pipe.walk")  # nobody ever writes to it
    folders = [str(mine), str(tmp_path / "none"), "~nouser/lectures", "x/" * 3000]
    config.write_text(f"lectures = {json.dumps(folders)}\n")
    assert main(["lectures"]) == 0
    listed = capsys.readouterr().out
    assert "My first" in listed
    assert "colours" not in listed
    assert "pipe" not in listed
    assert max(map(len, listed.splitlines())) < 120
    assert "Not the one" not in listed
    assert main(["play", "first", "--check"]) == 0
    assert "first" in capsys.readouterr().out
    look_in(())
