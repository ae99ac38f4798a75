"""The arrangement of the panels: sizes set by hand, one panel alone, the one in focus."""

from hypothesis import given
from hypothesis import strategies as st

from tui.screens.arrangement import LEAST_COLUMNS, LEAST_ROWS, Area, Arrangement, Sizes
from tui.screens.rows import card_width, lower_height, strip_height

sizes = st.tuples(st.integers(60, 240), st.integers(16, 80))


def usual(size, nodes, watches):
    width, height = size
    strip = strip_height(height, watches)
    return Sizes(width, height, strip, lower_height(height, nodes, False, strip), card_width(width))


acts = st.one_of(
    st.tuples(st.just("focus"), st.sampled_from(Area)),
    st.tuples(st.just("grown"), st.sampled_from([-40, -3, -1, 1, 2, 50])),
    st.tuples(st.just("lower"), st.integers(-5, 90)),
    st.tuples(st.just("left"), st.integers(-5, 250)),
    st.tuples(st.just("screen"), sizes),
    st.tuples(st.just("usual"), st.none()),
)


@given(sizes, st.integers(1, 60), st.integers(0, 9), st.lists(acts, max_size=12))
def test_whatever_is_done_to_them_the_panels_fill_the_screen(size, nodes, watches, done):
    """The sum is the screen, each keeps some rows and columns, and the usual sizes come back."""
    arrangement = Arrangement()
    for act, argument in done:
        now = arrangement.fitted(usual(size, nodes, watches), watches)
        match act:
            case "focus":
                arrangement = arrangement.focused(argument)
            case "grown":
                arrangement = arrangement.grown(argument, now)
            case "lower":
                arrangement = arrangement.with_lower(argument, now)
            case "left":
                arrangement = arrangement.with_left(argument, now)
            case "screen":
                size = argument
            case "usual":
                arrangement = arrangement.usual()
                assert arrangement.fitted(usual(size, nodes, watches), watches) == usual(
                    size, nodes, watches
                )
        now = arrangement.fitted(usual(size, nodes, watches), watches)
        assert (now.width, now.height) == size
        assert now.upper + now.watches + now.lower + 2 == size[1]
        assert now.upper >= LEAST_ROWS
        assert now.lower >= min(LEAST_ROWS, usual(size, nodes, watches).lower)
        assert (now.watches > 0) == (watches > 0)
        assert LEAST_COLUMNS <= now.left <= size[0] - LEAST_COLUMNS


@given(sizes, st.integers(6, 70), st.integers(23, 200))
def test_a_border_stands_where_it_was_put(size, rows, columns):
    screen = usual(size, 13, 0)
    arranged = Arrangement().with_lower(rows, screen).with_left(columns, screen)
    now = arranged.fitted(screen, 0)
    assert now.lower == min(rows, size[1] - 2 - LEAST_ROWS)
    assert now.left == min(columns, size[0] - LEAST_COLUMNS)


def test_focus_goes_round_and_takes_what_is_alone_along():
    areas = [Area.GRAPH, Area.CARD, Area.VALUES]
    arrangement, seen = Arrangement(), []
    for _ in range(4):
        arrangement = arrangement.following(areas, 1)
        seen.append(arrangement.focus)
    assert seen == [*areas, Area.GRAPH]
    assert arrangement.following(areas, -1).focus is Area.VALUES
    alone = arrangement.maximised().following(areas, 1)
    assert (alone.focus, alone.alone) == (Area.CARD, Area.CARD)
    assert alone.maximised().alone is None
    assert Arrangement().maximised().alone is Area.GRAPH


@given(st.integers(0, 4), st.integers(0, 4), st.sampled_from(Area), st.sampled_from([-1, 1]))
def test_in_a_window_without_rows_for_panels_sizes_are_asked_for_in_vain(width, height, area, by):
    """A terminal may be as small as it likes: what is done there leaves shares that can be had."""
    tiny = Sizes(width, height, 0, 0, 0)
    arrangement = Arrangement().focused(area).grown(by, tiny)
    now = arrangement.fitted(usual((100, 40), 5, 0), 0)
    assert now.upper + now.lower + 2 == 40
    assert now.upper >= LEAST_ROWS
