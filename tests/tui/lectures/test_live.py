"""A lecture that keys and time lead through, on a screen without panels."""

from types import SimpleNamespace

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.network.source import Source
from engine.program.recipe import Recipe
from tui.commands.headless import Headless
from tui.commands.perform import perform
from tui.drawing.look import Look
from tui.lectures.live import GRACE, Live
from tui.lectures.player import Player
from tui.lectures.reader import parse_lecture


class Stage(SimpleNamespace):
    """A stage on which something stands."""

    scenery = "graph"

    def show_graph(self):
        self.scenery = "graph"

    def show_again(self, scenery):
        self.scenery = scenery


class Screen(SimpleNamespace):
    """A screen whose time goes on by hand."""

    def __init__(self):
        super().__init__(look=Look(), timers=[], said="", caption=None, opened=[])
        self.voice = SimpleNamespace(
            question="", problem="", said="", say=self.say, complain=self.complain
        )
        self.panels = SimpleNamespace(
            show_caption=self.show_caption,
            show_page=lambda _: None,
            spotlight=lambda _: None,
            leave_keys=lambda _: None,
            stage=Stage(),
        )
        self.overlays = SimpleNamespace(top=None, close=self.uncover)
        self.prompt = SimpleNamespace(typed=None, open=self.opened.append, close=self.opened.clear)
        self.jobs = SimpleNamespace(current=None)
        self.change_debugger(Debugger(Recipe("skip").program()))

    def change_debugger(self, debugger):
        self.debugger, self.stop = debugger, debugger.stop

    def do(self, command, argument, count):
        self.voice.problem = ""
        try:
            perform(command, argument, count, Headless(self.debugger, Style()))
        except DebuggerError as error:
            self.complain(str(error))
        self.stop = self.debugger.stop

    def stand(self, stop):
        self.stop = stop

    def say(self, text):
        self.said = text

    def complain(self, problem):
        self.voice.problem = problem

    def show_caption(self, caption):
        self.caption = caption

    def uncover(self):
        self.overlays.top = None

    def after(self, seconds, do):
        self.timers.append((seconds, do))

    def wait(self):
        seconds, do = self.timers.pop(0)
        do()
        return seconds

    @property
    def place(self):
        return self.stop.cursor.iteration, self.stop.cursor.step


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def play(screen):
    def play(text, speed=1.0, auto=False):
        lecture = parse_lecture(Source("a.walk", 'title "T"\nopen skip\n' + text))
        live = Live(Player(lecture, screen, auto), screen, speed)
        live.play()
        return live

    return play


def test_it_stays_at_a_pause_until_it_is_told_to_go_on(play, screen):
    live = play('say "One."\nstep 3\npause\nstep\n')
    assert (screen.place, screen.timers, screen.caption.text) == ((0, 3), [], "One.")
    live.go_on()
    assert screen.place == (0, 4)
    assert live.is_over
    assert "ends here" in screen.said


def test_where_a_person_has_walked_off_it_goes_back_before_it_goes_on(play, screen):
    live = play("step 3\npause\nstep\n")
    screen.stand(screen.debugger.next_iteration())
    assert screen.place != (0, 3)
    live.go_on()
    assert screen.place == (0, 4)


def test_a_wait_is_as_long_as_the_speed_says_and_ends_by_itself(play, screen):
    play("step\nwait 3s\nstep\n", speed=2.0)
    assert screen.place == (0, 1)
    assert screen.wait() == 1.5
    assert screen.place == (0, 2)


def test_a_wait_that_a_person_has_ended_ends_no_second_time(play, screen):
    live = play("wait 3s\nstep\nwait 3s\nstep\n")
    live.go_on()
    assert screen.place == (0, 1)
    screen.wait()
    assert screen.place == (0, 1)
    screen.wait()
    assert screen.place == (0, 2)


@pytest.mark.parametrize(
    ("part", "name"),
    [("prompt", "typed"), ("jobs", "current"), ("voice", "question"), ("overlays", "top")],
)
def test_a_person_who_is_at_something_is_not_disturbed(play, screen, part, name):
    live = play("wait 3s\nstep\n")
    setattr(getattr(screen, part), name, SimpleNamespace(text="something"))
    assert live.is_disturbed
    screen.wait()
    assert screen.place == (0, 0)
    setattr(getattr(screen, part), name, None)
    assert screen.wait() == GRACE
    assert screen.place == (0, 1)


def test_what_the_lecture_itself_has_laid_over_the_panels_does_not_hold_it_up(play, screen):
    def show_help(command, *_):
        if command.name == "help":
            screen.overlays.top = "help"

    screen.do = show_help
    live = play("help\npause\n")
    assert screen.overlays.top == "help"
    assert not live.is_disturbed
    screen.overlays.top = "by hand"
    assert live.is_disturbed


def test_it_goes_on_after_a_job_that_it_has_set_going(play, screen):
    done = screen.do

    def start(command, argument, count):
        done(command, argument, count)
        screen.jobs.current = "training" if command.name == "iteration" else None

    screen.do = start
    live = play("iteration 30\nstep\npause\n")
    assert screen.place == (30, 1)
    screen.jobs.current = None
    live.resume()
    assert screen.place == (30, 2)


def test_a_question_opens_the_prompt_and_is_answered(play, screen):
    live = play('step\nask "What is z0?" z0\nstep\n')
    assert screen.opened == ["predict "]
    live.predict("0.5")
    assert "0.5" in screen.caption.verdict
    assert screen.place == (0, 1)
    live.go_on()
    assert screen.place == (0, 2)
