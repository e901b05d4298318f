"""The second language: finds every visible string, keeps each room's French catalogue, compiles it.

English is the language of the source; French is written by hand in `<room>/locale/fr/LC_MESSAGES/django.po`.
No system package is needed: Babel reads Python, Django's own reader turns templates into something Babel reads.

    python -m tuque.core.translations update    add new strings to the catalogues, drop those no longer used
    python -m tuque.core.translations check     list what is missing, unfinished or broken; status 1 when anything is
    python -m tuque.core.translations compile   write the .mo files that Django loads
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The space that the French of Canada has before : and », and after «. What follows a colon tells it from one in an address.
LOOSE_SPACE = re.compile(r"(?<=\S) (?=[:»](?:[\s<»)”.,;?!]|$))|(?<=«) ")
# It has none before these; France has.
SPACE_TOO_MANY = re.compile(r"(?<=\S)\s(?=[;?!](?:[\s<»)”]|$))")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def rooms() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def catalogue_path(room: Path) -> Path:
    return room / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="fr", domain="django", fuzzy=False)
    with path.open("rb") as file:
        return pofile.read_po(file, locale="fr", domain="django")


def strings_of(room: Path) -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """Each visible string of a room: file, line, the message (or singular and plural) and its context."""
    for path in sorted(room.rglob("*")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            source = path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            # Only the calls matter: indentation is taken away, since the reader takes this for Python.
            calls = templatize(path.read_text(), origin=str(path))
            source = "\n".join(line.strip() for line in calls.splitlines()).encode()
        else:
            continue
        for line, message, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
            yield str(path.relative_to(PACKAGE)), line, message, context


def wanted(room: Path) -> Catalog:
    found = Catalog(locale="fr", domain="django", fuzzy=False)
    for file, _line, message, context in strings_of(room):
        text = message if isinstance(message, str) else message[0]
        if text:
            flags = ["python-format"] if "%(" in text else []
            found.add(message, locations=[(file, 0)], context=context, flags=flags)
    return found


def key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def written(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    return {key(message): message for message in catalogue if message.id}


def update() -> None:
    """Bring each catalogue in line with the source; what was translated stays so."""
    for room in rooms():
        found, path = wanted(room), catalogue_path(room)
        if not len(found):
            continue
        old = written(read_catalogue(path))
        for message in found:
            if message.id and key(message) in old:
                message.string = carried(old[key(message)], message)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            pofile.write_po(
                file, found, width=0, no_location=False, include_lineno=False, sort_output=True, omit_header=False
            )
        # Dates would make every update a change.
        text = re.sub(
            r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Project-Id-Version|Report-Msgid-Bugs-To).*\n',
            "",
            path.read_text(),
        )
        path.write_text(re.sub(r"\A(#.*\n)+", "", text))


def carried(old: Message, new: Message) -> str | tuple[str, ...]:
    """The French of a message that stays: one that lost its plural keeps the singular, one that gained it waits for the plural."""
    texts = (old.string,) if isinstance(old.string, str) else tuple(old.string or ("",))
    if not new.pluralizable:
        return texts[0]
    return texts if len(texts) > 1 else (texts[0], "")


def problems() -> list[str]:
    """What is missing, left over or broken, one line each: room, the string, what to do."""
    found = []
    for room in rooms():
        have = written(read_catalogue(catalogue_path(room)))
        need = written(wanted(room))
        for id_, message in need.items():
            found += [f"{room.name}: {id_[1]!r} {trouble}" for trouble in trouble_with(have.get(id_), message)]
        found += [
            f"{room.name}: {id_[1]!r} is no longer used; run `python -m tuque.core.translations update`"
            for id_ in have.keys() - need.keys()
        ]
    return found


def trouble_with(translation: Message | None, message: Message) -> list[str]:
    if translation is None:
        return ["has no French; run `python -m tuque.core.translations update`, then write it"]
    texts = [translation.string] if isinstance(translation.string, str) else list(translation.string or ())
    if not all(texts):
        return ["has no French yet: write it in the room's catalogue"]
    if translation.fuzzy:
        return ["is marked unsure (fuzzy)"]
    if any(SPACE_TOO_MANY.search(text) for text in texts):
        return ["has a space before ; ? or !, where the French of Canada has none"]
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = {name for source in sources for name in PLACEHOLDER.findall(source)}
    used = {name for text in texts for name in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(sources[-1]))
    if not used <= allowed or not needed <= set(PLACEHOLDER.findall(texts[-1])):
        return [f"does not use the same values in French: {sorted(used ^ needed)}"]
    return []


def compile_all() -> None:
    for room in rooms():
        path = catalogue_path(room)
        if path.exists():
            catalogue = read_catalogue(path)
            for message in catalogue:
                if isinstance(message.string, str):
                    message.string = tied(message.string)
                elif message.string:
                    message.string = tuple(tied(one) for one in message.string)
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)


def tied(said: str) -> str:
    """The French as it is shown: no line begins with the mark that ends the word before, nor ends with a quotation's first.

    A catalogue is written with plain spaces, as a keyboard has them.
    """
    return LOOSE_SPACE.sub("\u00a0", said)


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
    elif arguments == ["compile"]:
        compile_all()
    elif arguments == ["check"]:
        lines = problems()
        print("\n".join(lines) or "Every visible string is in both languages.")
        return 1 if lines else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
