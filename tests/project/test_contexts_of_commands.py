"""Each command of `tuque` says itself for whom it acts: run here without a context around it, as a process begins.

A new command needs a line in COMMANDS: its words, for whom its statements are sent, and what is replaced because it would
serve, measure or wait. What is replaced reads a row where it would read many, so that the context around it is seen.
"""

import json
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from conftest import NOON
from typer.testing import CliRunner

from alone import NOBODY, alone
from tuque.accounts.models import Organization
from tuque.cli import app
from tuque.contact_centre.simulator.tables import Written
from tuque.core import wall
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db
OPERATOR, OURS, KEYS = "operator", "organization", "keys"
UPKEEP = "upkeep"


def reads(*_: Any, **__: Any) -> int:
    return Interaction.objects.count()


def nothing(*_: Any, **__: Any) -> None:
    return None


def the_demonstration() -> Organization:
    with wall.system(wall.Purpose.OPERATOR):
        return Organization.objects.get(code="downtown")


@dataclass
class Command:
    words: str = ""
    acts_for: set[str] = field(default_factory=set)
    instead: dict[str, Any] = field(default_factory=dict)


AREAS = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "1", "name": "North"}, "geometry": {"type": "Polygon", "coordinates": [[[-97.1, 49.8], [-97.0, 49.8], [-97.0, 49.9], [-97.1, 49.8]]]}}]}  # fmt: skip
CALLS = "lat,lng,desc,zip,title,timeStamp,twp,addr,e\n40.1,-75.3,words,19401,EMS: FALL VICTIM,2026-01-02 10:00:00,NORRISTOWN,X,1\n"
SERVER = {"tuque.serving.server.take_port": nothing, "tuque.serving.server.serve_everything": nothing}
SERVED = {**SERVER, "tuque.serving.jobs.working_beside": nullcontext}
MADE = (SimpleNamespace(stat=lambda: SimpleNamespace(st_size=0)), SimpleNamespace(rows=0, tables={}, files={}))
SHEETS = SimpleNamespace(root="x"), []
OF_THE_DEMONSTRATION = {"tuque.demo.community.find_own": the_demonstration}
NO_ORGANIZATION_ASKED: set[str] = set()

COMMANDS = {
    "audit-key": Command("", {"audit"}),
    "backup": Command("", {UPKEEP}, {"tuque.serving.backups.make": lambda **_: reads() and MADE}),
    "bench": Command("list", set(), {"tuque.bench.list_.run": lambda **_: SimpleNamespace(met=True), "tuque.bench.result.show": nothing}),
    "check": Command("", {OPERATOR, KEYS, "audit", "outbox"}),
    "create-organization": Command("newtown Newtown", {OPERATOR, KEYS, OURS, UPKEEP}),
    "database migrate": Command("", {UPKEEP}),
    "database prepare": Command("--as postgresql:///x", set(), {"tuque.core.wall.roles.open_or_create": lambda _: nullcontext(), "tuque.core.wall.roles.prepare": lambda *_: {}, "tuque.core.wall.roles.server_of": nothing, "tuque.cli.database.change_tables": nothing}),
    "demo": Command("--still", {UPKEEP, KEYS}, {**SERVED, **OF_THE_DEMONSTRATION, "tuque.demo.community.ensure": reads}),
    "dev": Command("shell", {UPKEEP}, {"django.core.management.execute_from_command_line": reads}),
    "export form": Command("check-in {folder}/form.xlsx --organization downtown", {OPERATOR, KEYS, OURS}),
    "export forms": Command("--organization downtown", {OPERATOR, KEYS, OURS}),
    "export hsds": Command("{folder}/example.zip --organization downtown --source example", {OPERATOR, KEYS, OURS}),
    "export schemas": Command("{folder}"),
    "import areas": Command("{areas} --layer town --code-field code --name-field name --organization downtown", {OPERATOR, KEYS, OURS}),
    "import form": Command("{folder}/form.xlsx --organization downtown", {OPERATOR, KEYS, OURS}),
    "import forms": Command("{folder}/forms.json --organization downtown", {OPERATOR, KEYS, OURS}),
    "import hsds": Command("{places} --organization downtown --source example --mapping {mapping}", {OPERATOR, KEYS, OURS}),
    "import patrols": Command("{patrols} --organization downtown", {OPERATOR, KEYS, OURS}),
    "import taxonomy": Command("{terms} --organization downtown --code kinds", {OPERATOR, KEYS, OURS}),
    "import interactions": Command("{calls} --mapping montgomery-911 --organization downtown", {OPERATOR, KEYS, OURS}),
    "invite": Command("downtown rae@newtown.example --name Rae --role director", {OPERATOR, KEYS, OURS, "doorstep"}),
    "keys print-recovery": Command("--of 2-of-3 --to {folder}/sheets", {UPKEEP}, {"tuque.serving.keys.print_set": lambda **_: (reads(), SHEETS)[1]}),
    "keys recover": Command("--drill", set(), {"tuque.cli.keys.gather": lambda *_: SimpleNamespace(secret=lambda: bytes(32))}),
    "keys rotate": Command("downtown", {OPERATOR, KEYS, OURS}, {"tuque.serving.keys._seconds_of_doubt": lambda _: 0}),
    "load-demo": Command("", {UPKEEP, OURS}, {**OF_THE_DEMONSTRATION, "tuque.demo.loading.load": reads, "tuque.demo.shelves.fill": nothing, "tuque.demo.assessments.fill": nothing, "tuque.demo.neighbours.fill": nothing, "tuque.insight.facts.catch_up": reads}),
    "messages": Command("", set(), {f"tuque.core.translations.{name}": nothing for name in ("update", "compile_all", "main")}),
    "rebuild-facts": Command("", {OPERATOR, OURS}),
    "restore": Command("{calls}", {UPKEEP}, {"tuque.serving.backups.restore": lambda *_, **__: (reads(), MADE[1])[1]}),
    "retain": Command("--organization downtown", {OPERATOR, KEYS, OURS}),
    "sbom": Command(),
    "search-index": Command("", {OPERATOR}),
    "serve": Command("--i-understand", {UPKEEP, KEYS}, SERVED),
    "simulate faults": Command("--days 1"),
    "simulate line": Command("--days 1 --json"),
    "simulate tables": Command("--days 1", set(), {"tuque.contact_centre.simulator.tables.written": lambda **_: Written("", {})}),
    "suggestions train": Command("--organization downtown --json", {OPERATOR, KEYS, OURS}, {"tuque.contact_centre.suggestions.services.train": lambda *_, **__: (reads(), SimpleNamespace(public_id="x", contacts=0, by_language={}, features=0, languages=[], figures=[]))[1]}),
    "test": Command("", set(), {"tuque.cli.checks.run_all": lambda **_: 0}),
    "verify-audit": Command("", {"audit"}),
    "work": Command("", {KEYS}, {"tuque.serving.jobs.work_until_stopped": nothing}),
}  # fmt: skip
# The same command, asked in another way.
WAYS = {
    "backup --check {calls}": Command("", set(), {"tuque.serving.backups.read": lambda _: MADE[1]}),
    "keys rotate --root": Command("", {UPKEEP, KEYS}, {"tuque.serving.keys.renew_root": reads}),
    "serve --pages": Command("--i-understand", {KEYS}, {"tuque.serving.server.serve_pages": nothing}),
    "serve --streams": Command("--i-understand", {KEYS}, SERVER),
    "work --retry": Command("", {KEYS, "outbox"}),
}
EVERY = {**COMMANDS, **WAYS}


def commands(group: Any = None, path: tuple[str, ...] = ()) -> set[str]:
    """Each command's words: `keys rotate`."""
    group = group or typer.main.get_command(app)
    found: set[str] = set()
    for name, command in group.commands.items():
        found |= commands(command, (*path, name)) if hasattr(command, "commands") else {" ".join((*path, name))}
    return found


def test_each_command_is_known_here():
    assert commands() == COMMANDS.keys(), "Say in COMMANDS for whom the new command acts."


@pytest.mark.parametrize("name", EVERY)
def test_each_command_says_for_whom_it_acts(name, cast, settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.BACKUPS_DIR = tmp_path, str(tmp_path / "backups")
    monkeypatch.setenv("TUQUE_CHECKOUT", str(ROOT))
    monkeypatch.setenv("TUQUE_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    factories.install_forms(cast)
    factories.interaction(cast.noor, note="A word.", occurred_at=NOON)
    (tmp_path / "areas.json").write_text(json.dumps(AREAS))
    (tmp_path / "calls.csv").write_text(CALLS)
    (tmp_path / "places.csv").write_text("ID,NAME\n1,Example House\n")
    (tmp_path / "places.toml").write_text('[table]\nkey = "ID"\n[service]\nname = "NAME"\n')
    (tmp_path / "terms.csv").write_text("code,name_en\n1,Food\n")
    (tmp_path / "patrols.csv").write_text("team,from,to\nvan,2026-01-10 18:00,2026-01-10 19:00\n")
    if name.startswith("import form"):
        CliRunner().invoke(app, f"export form check-in {tmp_path}/form.xlsx --organization downtown".split())
        CliRunner().invoke(app, f"export forms --organization downtown --to {tmp_path}/forms.json".split())
    if name == "export hsds":
        brought = f"import hsds {tmp_path}/places.csv --organization downtown --source example --mapping {tmp_path}/places.toml"
        CliRunner().invoke(app, brought.split())
    command = EVERY[name]
    for place, stub in command.instead.items():
        monkeypatch.setattr(place, stub)
    places = {
        "folder": tmp_path,
        "areas": tmp_path / "areas.json",
        "calls": tmp_path / "calls.csv",
        "places": tmp_path / "places.csv",
        "mapping": tmp_path / "places.toml",
        "terms": tmp_path / "terms.csv",
        "patrols": tmp_path / "patrols.csv",
    }
    words = f"{name} {command.words}".format(**places).split()
    ended = []

    told = alone(lambda: ended.append(CliRunner().invoke(app, words)))

    (done,) = ended
    assert done.exit_code == 0 or name in ("check", "keys recover"), f"{done.output}\n{done.exception!r}"
    assert NOBODY not in told
    assert told - {OPERATOR} == command.acts_for - {OPERATOR}
    assert told >= command.acts_for  # on PostgreSQL, whether the wall stands is asked as the operator too
