"""The files of the boards' own copy: each organization's own, without what is no longer so, read only by who may."""

import ast
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import NOON

from tuque.accounts.models import Organization, RoleAssignment, Team, Worker
from tuque.accounts.roles import Role
from tuque.core.problems import PermissionRefused
from tuque.insight import facts, permissions
from tuque.insight.facts import following, table
from tuque.insight.facts.store import Store
from tuque.insight.tests import factories
from tuque.interactions import api as interactions
from tuque.interactions.models import Interaction
from tuque.people.erasing import Reason, erase_person
from tuque.people.tests.factories import person

SOURCE = Path(facts.__file__).parents[2]
READING, NARROWING = {"facts_of", "Facts"}, {"narrow", "board_from"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(following, "FORMER_KEPT", timedelta(0))


def on_disk(organization) -> list[dict]:
    """Every row of every file that lies in the organization's folder, named by its manifest or not."""
    files = Store(organization.public_id).folder.glob("*.parquet")
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def snapshot_of(cast, count=3) -> list[Interaction]:
    rows = factories.interactions(cast.downtown, count, at=NOON)
    facts.catch_up(cast.downtown)
    return rows


@pytest.mark.django_db
def test_what_became_void_is_in_no_file_any_more(cast):
    void, *others = snapshot_of(cast)
    factories.change(void, status="void")

    assert facts.follow_log() == 1

    assert {row["id"] for row in on_disk(cast.downtown)} == {row.pk for row in others}


@pytest.mark.django_db
def test_what_was_corrected_is_in_no_file_as_it_was(cast):
    row = snapshot_of(cast, count=1)[0]
    factories.change(row, people_count=7, occurred_at=NOON - timedelta(days=90))

    facts.follow_log()

    assert [(row["people"], row["id"]) for row in on_disk(cast.downtown)] == [(7, row.pk)]


@pytest.mark.django_db
def test_once_a_person_is_erased_the_files_are_made_anew_and_still_hold_nothing_of_them(cast):
    someone = person("Nutmeg Imagined", by=cast.noor, at=NOON)
    factories.interaction(cast.downtown, at=NOON, person=someone, note="Secret words")
    facts.catch_up(cast.downtown)
    before = Store(cast.downtown.public_id).read(zone=cast.downtown.time_zone)

    erase_person(person=someone, reason=Reason.ASKED, by=cast.workers[Role.PRIVACY_OFFICER], at=NOON)
    facts.follow_log()

    after = Store(cast.downtown.public_id).read(zone=cast.downtown.time_zone)
    assert after.sequence == Interaction.objects.get().sequence > before.sequence
    assert len(on_disk(cast.downtown)) == 1  # that something was done that day is still counted


@pytest.mark.django_db
def test_new_records_alone_write_no_file(cast):
    snapshot_of(cast)
    factories.interaction(cast.downtown, at=NOON)

    assert facts.follow_log() == 0


@pytest.mark.django_db
def test_files_of_a_former_snapshot_wait_for_those_who_are_reading_them(cast, monkeypatch):
    monkeypatch.setattr(following, "FORMER_KEPT", timedelta(hours=1))
    void = snapshot_of(cast, count=2)[0]
    factories.change(void, status="void")

    facts.follow_log()
    assert len(on_disk(cast.downtown)) == 2 + 1

    monkeypatch.setattr(following, "FORMER_KEPT", timedelta(0))
    facts.follow_log()
    assert len(on_disk(cast.downtown)) == 1


@pytest.mark.django_db
def test_an_unreadable_file_stops_no_other_organization(cast):
    snapshot_of(cast)
    row = factories.interaction(cast.elsewhere, at=NOON)
    facts.catch_up(cast.elsewhere)
    factories.change(row, status="void")
    for file in Store(cast.downtown.public_id).folder.glob("*.parquet"):
        file.write_bytes(b"nothing that can be read")

    facts.follow_log()

    assert on_disk(cast.elsewhere) == []


@pytest.mark.django_db
def test_each_folder_holds_the_rows_of_its_own_organization(cast, monkeypatch):
    monkeypatch.setattr(table, "SNAPSHOT_EVERY", 1)
    for organization in (cast.downtown, cast.elsewhere):
        factories.interactions(organization, 3, at=NOON)
        facts.facts_of(organization)

    for organization in (cast.downtown, cast.elsewhere):
        own = set(Interaction.objects.filter(organization=organization).values_list("pk", flat=True))
        assert {row["id"] for row in on_disk(organization)} == own


TEAMS = (None, Team(pk=1), Team(pk=2), Team(pk=3, is_active=False))
HELD = [
    RoleAssignment(role=role, team=team)
    for role in (*permissions.BOARD_ROLES, Role.FIELD_WORKER, Role.CASE_WORKER)
    for team in TEAMS
]


@pytest.mark.parametrize("several", [1, 2])
def test_no_figure_counts_a_record_that_its_reader_could_not_open(several):
    tried = 0
    for held in combinations(HELD, several):
        worker = Worker(pk=9, organization=Organization(pk=1))
        worker.__dict__["current_assignments"] = list(held)
        try:
            scope = permissions.scope_of(worker)
        except PermissionRefused:
            continue
        reach = interactions.reach_of(worker)
        for team in TEAMS:
            row = Interaction(organization_id=1, team_id=team.pk if team else None)
            counted = scope.team_ids is None or row.team_id in scope.team_ids
            assert reach.holds(row) or not counted, [(one.role, one.team_id) for one in held]
            tried += 1
    assert tried


def test_the_copy_is_read_by_figures_alone_and_each_narrows_it_to_its_readers_scope():
    """Whoever needs it elsewhere asks a selector of this room, which takes the viewer."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        source = path.read_text()
        of_facts = "from tuque.insight.facts import" in source or "from tuque.insight import facts" in source
        if not of_facts or {"tests", "facts"} & set(path.relative_to(SOURCE).parts[:-1]):
            continue
        for function in ast.walk(ast.parse(source)):
            if isinstance(function, ast.FunctionDef):
                calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
                called = {ast.unparse(call.func).split(".")[-1]: call for call in calls}
                if READING & called.keys():
                    whose = {ast.unparse(called[name].args[0]) for name in READING & called.keys()}
                    found[f"{path.relative_to(SOURCE)}:{function.name}"] = whose, bool(NARROWING & called.keys())

    found.pop("insight/synthetic.py:make_facts")  # invented rows, for a measure
    assert set(found) == {"insight/selectors.py:get_board", "insight/heat.py:get_map", "insight/report.py:_avoided"}
    for place, (organizations, narrowed) in found.items():
        assert organizations == {"scope.organization"}, place
        assert narrowed, place
