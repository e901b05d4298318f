"""What the library that reads the command line says by itself, in the operator's language. It must be imported before it.

Most of its words go through Python's own gettext, and find our catalogue there; the others are put right here.
"""

import os
import re
from gettext import bindtextdomain, textdomain
from typing import Any

from tuque.config import spoken
from tuque.config.spoken import gettext

if spoken.language() == "fr":
    os.environ["LANGUAGE"] = "fr"
    bindtextdomain("django", str(spoken.PACKAGE / "cli" / "locale"))
    textdomain("django")

# The library's own sentences: named here so that the catalogue holds their French.
ITS_WORDS = (
    gettext("Arguments"),
    gettext("Options"),
    gettext("Commands"),
    gettext("Error"),
    gettext("Aborted."),
    gettext("Aborted!"),
    gettext("[default: {}]"),
    gettext("[env var: {}]"),
    gettext("[required]"),
    gettext("(dynamic)"),
    gettext("Missing command."),
    gettext("No such command {name!r}."),
)

# What it says of a value, and what we say.
REASONS = {
    r"(?i:file|directory|path) '(.*)' does not exist": gettext("“%(value)s” does not exist."),
    r"(?i:file) '(.*)' is a directory": gettext("“%(value)s” is a folder, not a file."),
    r"(?i:directory) '(.*)' is a file": gettext("“%(value)s” is a file, not a folder."),
    r"(?i:file|directory|path) '(.*)' is not readable": gettext("“%(value)s” cannot be read."),
    r"Input should be a valid integer": gettext("a whole number is needed."),
    r"Input should be a valid number": gettext("a number is needed."),
    r"Input should be greater than or equal to (\S+)": gettext("it must be at least %(value)s."),
    r"Input should be less than or equal to (\S+)": gettext("it must be at most %(value)s."),
}


def command_of(app: Any) -> Any:
    """The whole command, with the library's own help option in our words at each of its parts."""
    from typer import Context
    from typer.main import get_command

    def put_right(command: Any) -> None:
        option = command.get_help_option(Context(command))
        if option is not None:
            option.help = gettext("Show this message and exit.")
        for part in getattr(command, "commands", {}).values():
            put_right(part)

    whole = get_command(app)
    put_right(whole)
    return whole


def in_words(problem: Any) -> str:
    """Why the command could not be read: what is missing, unknown or cannot be used."""
    match type(problem).__name__:
        case "MissingParameter":
            return gettext("%(name)s is missing.") % {"name": name_of(problem)}
        case "NoSuchOption":
            said = gettext("There is no option %(name)s.") % {"name": problem.option_name}
            if not problem.possibilities:
                return said
            return f"{said} {_did_you_mean(', '.join(sorted(problem.possibilities)))}"
        case "BadParameter" if problem.param is not None:
            return gettext("%(name)s cannot be used: %(why)s") % {
                "name": name_of(problem),
                "why": why_not(problem.message),
            }
        case "BadParameter":
            return str(problem.message)
    known = re.fullmatch(r"(.*) Did you mean (.*)\?", str(problem.format_message()))
    return f"{known[1]} {_did_you_mean(known[2])}" if known else str(problem.format_message())


def _did_you_mean(names: str) -> str:
    return gettext("Did you mean: %(names)s?") % {"names": names}


def why_not(message: str) -> str:
    for pattern, words in REASONS.items():
        if found := re.match(pattern, message):
            return words % {"value": (found.groups() or ("",))[0]}
    return message


def name_of(problem: Any) -> str:
    """As it is typed: `--organization`, or `FILE` for what has no name of its own."""
    hint = problem.param_hint or (problem.param and problem.param.get_error_hint())
    return " / ".join(hint) if isinstance(hint, (list, tuple)) else str(hint).replace("'", "")
