"""Solutions of networks for the tests of writing."""

from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.writing.given import rounded
from engine.writing.solution import Sheet, document


def solution(name, iterations=1, **options):
    """The document of a network that ships, or of the text of a network file."""
    network = load_network(name) if "=" not in name else read_network(Source("my.toml", name))
    return document(Sheet(rounded(derive(network)), iterations, **options))
