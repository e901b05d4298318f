"""A log says where an error arose and of what kind; never what it says, nor what the error before it said."""

import logging
import sys

import pytest

from tuque.core.logs import Line
from tuque.core.problems import NotFound

WORDS = "Zephyrine Samplewalk"


def logged(fails):
    try:
        fails()
    except Exception:
        record = logging.LogRecord("tuque", logging.ERROR, "", 0, "serving.work_failed %s", ("outbox",), sys.exc_info())
    return Line("{levelname} {message}", style="{").format(record)


def quoting():
    try:
        int(WORDS)
    except ValueError as first:
        raise RuntimeError(f"A note was refused: {WORDS}") from first


def test_what_an_error_quotes_is_not_logged_nor_what_it_came_from():
    line = logged(quoting)

    assert WORDS not in line
    assert "Samplewalk" not in line
    assert line.startswith("ERROR serving.work_failed outbox")
    assert "builtins.RuntimeError" in line
    assert "builtins.ValueError" in line
    assert 'test_logs.py", line' in line
    assert "in quoting" in line


def test_the_code_of_a_problem_is_logged():
    def refuse():
        raise NotFound

    assert "NotFound core.not_found" in logged(refuse)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x1b[2K", "\u2028"])
def test_nobody_begins_a_line_of_the_log_with_what_they_ask_for(end):
    record = logging.LogRecord("tuque", logging.WARNING, "", 0, "Not found: %s", (f"/x{end}ERROR forged",), None)

    line = Line("{levelname} {message}", style="{").format(record)

    assert line.startswith("WARNING Not found: /x")
    assert len(line.splitlines()) == 1
    assert line.isprintable()


def test_an_error_that_names_itself_ends():
    def circle():
        error = RuntimeError("one")
        error.__context__ = error
        raise error

    assert "RuntimeError" in logged(circle)
