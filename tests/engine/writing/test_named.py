"""A page says by its title which network it is of, where names fit two of them."""

from engine.checking.judging.check import check_page
from engine.checking.reading.reader import read_page
from engine.network.files import load_network
from engine.program.program import derive
from engine.quiz.draw import quiz_values
from engine.writing.markdown import markdown
from engine.writing.solution import Sheet, document


def test_of_two_networks_whose_names_fit_the_one_in_the_title_is_taken():
    program = derive(load_network("plain"))
    other = derive(program.network.with_values(quiz_values(program, 6)))
    text = markdown(document(Sheet(other, 4)))
    assert check_page(read_page(text, "page.md")).network == "plain"
