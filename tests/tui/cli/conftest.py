"""The command line: run, refused, and files for it."""

import pytest

from tui.cli.main import main


@pytest.fixture
def run(capsys):
    """Runs the command line and gives exit status, standard output and standard error."""

    def run(*arguments):
        try:
            status = main(list(arguments))
        except SystemExit as error:
            status = error.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def out(run):
    """Runs the command line and gives what it writes where all is well."""

    def out(*arguments):
        status, output, errors = run(*arguments)
        assert (status, errors) == (0, "")
        return output

    return out


@pytest.fixture
def refused(run):
    """Runs the command line and gives its complaint."""

    def refused(*arguments):
        status, output, errors = run(*arguments)
        assert (status, output) == (2, "")
        assert errors.endswith("\n")
        assert 1 <= len(errors.splitlines()) <= 2
        assert "Traceback" not in errors
        assert all(character.isprintable() or character == "\n" for character in errors)
        return errors

    return refused


@pytest.fixture
def file(tmp_path):
    """Writes a network file and gives its path."""

    def file(text, name="net.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return file
