"""Keys given to actions at random: each does what it was given to, and none does two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.commands.keys import by_key, keymap_of
from tui.commands.table import COMMANDS
from tui.config.key_table import KeysError, in_file, keys_in
from tui.drawing.key_names import key_named
from tui.drawing.keymap import CONTEXTS

NAMES = [command.name for command in COMMANDS]
KEYS = [key for command in COMMANDS for key in command.keys]
LIST = CONTEXTS["list"]


@given(st.permutations(KEYS), st.data())
def test_keys_may_be_dealt_out_in_any_way(keys, data):
    owners = data.draw(st.lists(st.sampled_from(NAMES), min_size=len(keys), max_size=len(keys)))
    table = {name: [] for name in NAMES}
    for key, owner in zip(keys, owners, strict=True):
        table[owner].append(in_file(key))
    found = by_key(keymap_of(keys_in(table, {})))
    assert {key: command.name for key, command in found.items()} == dict(
        zip(keys, owners, strict=True)
    )


@given(st.sampled_from(KEYS), st.sampled_from(NAMES))
def test_a_key_of_two_commands_is_refused_with_both_names(key, name):
    owner = next(command.name for command in COMMANDS if key in command.keys)
    if owner == name:
        assert keys_in({name: in_file(key)}, {}) is not None
        return
    with pytest.raises(KeysError) as refused:
        keys_in({name: in_file(key)}, {})
    assert f"is a key of {name} and of {owner}: " in str(refused.value)
    assert refused.value.action == name
    assert keys_in({name: in_file(key), owner: []}, {})[name] == (key,)


@given(st.permutations([key for keys in LIST.values() for key in keys]))
def test_keys_of_a_list_are_read_as_what_they_were_given_to(keys):
    dealt = dict(zip(LIST, keys, strict=False))
    changed = keys_in({}, {"list": {name: in_file(key) for name, key in dealt.items()}})
    keymap = keymap_of(changed)
    for name, key in dealt.items():
        assert keymap.read("list", key) in LIST[name]
    for key in set(keys) - set(dealt.values()):
        assert keymap.read("list", key) == ""


@given(st.sampled_from(KEYS))
def test_a_key_is_written_in_a_file_as_it_is_read_from_one(key):
    assert key_named(in_file(key)) == key


def test_a_key_of_a_megabyte_is_refused_in_a_line():
    with pytest.raises(KeysError) as refused:
        keys_in({"step": "a" * 1_000_000}, {})
    assert len(str(refused.value)) < 200
