"""What a reader follows must lead somewhere: links between pages, pages named in the source, commands and their options."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tuque.cli import app
from tuque.cli.bench import NAMES as BENCHMARKS

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md")])
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
NAMED_PAGE = re.compile(r"\bdocs/[\w/.-]+\.md\b")
CODE = re.compile(r"^```.*?^```|^ {4,}\S[^\n]*|`[^`\n]+`", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:^|(?<=[\s`])|(?<=\./))tuque +([a-z][^\n`│►]*)", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_to_a_file(page):
    links = LINK.findall(page.read_text())

    lost = [link for link in links if not (page.parent / link).exists()]

    assert not lost, f"{name_of(page)} links to what is not there: {lost}. Mend the link, or write the page."


def test_every_page_named_in_the_source_exists():
    sources = [*PAGES, *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    named = {(name_of(path), name) for path in sources for name in NAMED_PAGE.findall(path.read_text())}

    lost = sorted(f"{where}: {name}" for where, name in named if not (ROOT / name).exists())

    assert not lost, "These name a page that is not there:\n" + "\n".join(lost)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_named_exists_with_its_options(page):
    problems = [problem for words in calls_in(page.read_text()) for problem in faults_of(words)]

    assert not problems, f"{name_of(page)}: {problems}. See `tuque --help`."


def calls_in(text: str) -> Iterator[list[str]]:
    """The words after `tuque` of every call written as code, without the comment after it."""
    for code in CODE.findall(text):
        for call in CALL.findall(code):
            yield call.split(" #")[0].split()


def faults_of(words: list[str]) -> Iterator[str]:
    command: Any = typer.main.get_command(app)
    said = "tuque"
    rest = list(words)
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        said = f"{said} {rest[0]}"
        # A name may end a sentence of a message: "tuque serve, or tuque dev migrate".
        command = command.commands.get(rest.pop(0).rstrip(",.;:"))
        if command is None:
            yield f"`{said}` is no command"
            return
    if command.ignore_unknown_options:
        return
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    yield from (f"`{said}` has no option {word}" for word in rest if word.startswith("--") and word not in known)


def test_a_wrong_command_and_a_wrong_option_are_found():
    text = "Run `tuque fly` or:\n\n    ./tuque import areas x.geojson --layr y --layer z\n\nA tuque is green.\n"

    assert [fault for words in calls_in(text) for fault in faults_of(words)] == [
        "`tuque fly` is no command",
        "`tuque import areas` has no option --layr",
    ]


def test_every_benchmark_is_explained_with_its_goals():
    told = (ROOT / "docs/reference/figures.md").read_text()

    missing = [name for name in BENCHMARKS if f"| `tuque bench {name}` |" not in told]

    assert not missing, (
        f"Say in docs/reference/figures.md what these measure, against what, and what may mislead: {missing}"
    )
