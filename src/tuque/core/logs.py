"""Log lines that hold no word of people: of an error, its kind and where it arose; never what it says.

What an error says may quote what someone wrote ("invalid date: …", a refused row, a file's name), and so may the errors that it
came from. Where it arose is told by file, line and function, which is what mends it.
"""

import logging
import re
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Addresses whose last part is a secret: between us and a provider, or by which a service or a person answers without an account, or
# comes back to theirs.
SECRET = re.compile(r"(/(?:in|r|q|data/requests|invitation|directory/update|account/password/reset/key)/)[^\s?\"']+")


class Line(logging.Formatter):
    """One line for each record, then the frames of its error and of those it came from. What was asked for cannot begin a
    line of its own: nobody writes into the log what the site never said."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name that logging calls
        message = "".join(char if char.isprintable() else repr(char)[1:-1] for char in record.message)
        record.message = SECRET.sub(r"\1…", message)
        return super().formatMessage(record)

    def formatException(self, ei: Raised) -> str:  # noqa: N802  the name that logging calls
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}{_code(error)}")
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            if error is not None:
                lines.append("after")
        return "\n".join(lines)


def _code(error: BaseException) -> str:
    """The stable code of our own problems, and the database's of its errors: they quote nobody."""
    code = getattr(error, "code", None) or getattr(error, "sqlstate", None)
    return f" {code}" if isinstance(code, str) and len(code) <= 60 and " " not in code else ""
