"""What the command line says is in the operator's language: no sentence of it is left unmarked, and none is left in English."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tuque"
SPEAKING = [
    *sorted((PACKAGE / "cli").glob("*.py")),
    *(PACKAGE / name for name in ("config/env.py", "core/crypto/roots.py", "core/wall/inspection.py")),
    *(PACKAGE / name for name in ("serving/backups.py", "serving/doctor.py", "serving/server.py")),
]
# Whatever is given to these is read by a person at a terminal.
SAYING = {
    "print", "echo", "bar_of", "add_task", "Option", "Argument", "Typer", "command", "well", "wrong", "to_know",
    "BadParameter", "SettingUnreadable", "WallDown", "PortTaken", "RootKeyTrouble", "BackupTrouble",
}  # fmt: skip
MARKING = {"_", "gettext", "ngettext", "dumps"}
SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]")
# What the doctor's JSON says too.
CODES = {"data folder", "to know"}


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def unmarked(node: ast.AST, *, said: bool = False) -> Iterator[str]:
    """The sentences that reach a terminal without going through the catalogue."""
    if isinstance(node, ast.Call):
        if name_of(node) in MARKING:
            return
        said = said or name_of(node) in SAYING
    if isinstance(node, ast.Yield):
        said = True
    if isinstance(node, ast.Constant) and node.value in CODES:
        return
    if said and isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.search(node.value):
        yield f"{node.lineno}: {node.value[:60]}"
    for child in ast.iter_child_nodes(node):
        yield from unmarked(child, said=said)


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_said_at_a_terminal_is_marked(path):
    found = list(unmarked(ast.parse(path.read_text())))

    assert not found, f'Write _("…") around these in {path.name}, then the French: {found}'


HELPS = """
import json
from tuque.cli import app, library

def walk(command, name):
    yield name, command.help or ""
    for option in command.params:
        yield f"{name} {option.name}", option.help or ""
    for part, of in getattr(command, "commands", {}).items():
        yield from walk(of, f"{name} {part}".strip())

print(json.dumps(dict(walk(library.command_of(app), ""))))
"""


def helps(language: str) -> dict[str, str]:
    environment = {**os.environ, "TUQUE_LANGUAGE": language, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", HELPS], env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def test_every_command_and_option_is_explained_in_french():
    english, french = helps("en"), helps("fr")

    same = {name for name, said in english.items() if said and said == french[name]}
    silent = {name for name, said in english.items() if not said}

    assert not same
    assert not {name for name in silent if not name.startswith(("dev", "test"))}, "Say what it is for."


def test_the_help_answers_before_django_is_set_up():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, tuque.cli; print('django.db' in sys.modules)"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False", "Import what needs Django inside the command."


def test_the_launcher_says_everything_in_french():
    tree = ast.parse((ROOT / "tuque").read_text())
    french = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "FRENCH"
    )
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    marked = {call.args[0].value for call in calls if call.func.id == "_" and isinstance(call.args[0], ast.Constant)}
    bare = [line for call in calls if call.func.id in {"say", "stop"} for line in unmarked(call, said=True)]

    assert marked == french.keys()
    assert not [line for line in bare if "apt-get" not in line]
    assert all(english.count("%s") == said.count("%s") for english, said in french.items())
