"""A log says where an error arose and of what kind; never what it says, nor what the error before it said."""

import logging
import re
import sys

import pytest
from django.urls import URLResolver, get_resolver

from tuque.core.logs import Line
from tuque.core.problems import NotFound
from tuque.serving import server

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


SECRET = "canary-of-a-secret-link"
SECRET_PARTS = {"token", "key", "secret", "path"}  # what our addresses call the part that opens something


def secret_addresses(resolver=None, before="/"):
    """Every address of the site with a secret in it, a canary in its place; new ones are found by what they call that part."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from secret_addresses(one, before + str(one.pattern))
        elif SECRET_PARTS & set(one.pattern.regex.groupindex):
            written = re.sub(r"<(\w+:)?\w+>|\(\?P<\w+>[^)]*\)", SECRET, str(one.pattern)).strip("^$")
            yield before + written


def test_no_address_that_opens_something_is_logged_with_its_secret(client, caplog, db):
    addresses = list(secret_addresses())

    for address in addresses:
        client.post(address, headers={"content-type": "application/json"})
        client.get(address + "/no-such-page")
    lines = [Line("{levelname} {message}", style="{").format(record) for record in caplog.records]
    alone = [Line("{message}", style="{").format(record_of(f"GET {address}?a=1 500")) for address in addresses]

    assert {"/r", "/q", "/in", "/invitation"} <= {address.rsplit("/", 1)[0] for address in addresses}
    assert any("/q/" in line for line in lines), "nothing was logged: the test tells nothing"
    assert not any(SECRET in line for line in lines + alone)


def record_of(message):
    return logging.LogRecord("tuque", logging.WARNING, "", 0, message, (), None)


class Asked(Exception):
    """What a server was begun with, in its place."""

    def __init__(self, **options):
        self.options = options


@pytest.mark.parametrize(
    ("serve", "program", "said"),
    [
        (lambda: server.serve_everything(None), "uvicorn.Config", "access_log"),
        (lambda: server.serve_pages(host="127.0.0.1", port=0, processes=1), "granian.server.Server", "log_access"),
    ],
)
def test_neither_server_keeps_a_log_of_addresses(monkeypatch, serve, program, said):
    def begin(*_what, **options):
        raise Asked(**options)

    monkeypatch.setattr(program, begin)
    monkeypatch.setattr(server, "let_go_of_the_database", lambda: None)

    with pytest.raises(Asked) as begun:
        serve()

    assert begun.value.options[said] is False


def test_an_error_that_names_itself_ends():
    def circle():
        error = RuntimeError("one")
        error.__context__ = error
        raise error

    assert "RuntimeError" in logged(circle)
