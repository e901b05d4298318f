"""The second wall: what each statement says for whom, and what PostgreSQL then shows."""

import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, transaction
from django.http import StreamingHttpResponse

from tuque.accounts.models import Team, Worker
from tuque.core import wall
from tuque.core.models import Stream, StreamEvent
from tuque.core.tests.behind import ROLES, administrator, as_superuser, begin_again
from tuque.core.wall import Context, Purpose, enforcement, inspection
from tuque.core.wall.context import _current
from tuque.core.wall.middleware import Doorstep
from tuque.core.wall.policies import policies_of
from tuque.core.wall.rules import Common, NoRule, Owned, rule_of, tables

postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one wall")
NOBODY = None


@contextmanager
def for_nobody():
    token = _current.set(NOBODY)
    try:
        yield
    finally:
        _current.reset(token)


@pytest.mark.django_db
def test_a_statement_that_says_for_nobody_fails(cast):
    with for_nobody(), pytest.raises(wall.NoContext):
        Worker.objects.first()


def test_what_was_entered_is_left_whatever_happens_inside():
    before = wall.current()

    with pytest.raises(ZeroDivisionError), wall.within(1):
        _ = 1 / 0

    assert wall.current() == before


def test_only_who_stands_on_the_doorstep_may_step_in():
    with wall.within(1), pytest.raises(wall.NoContext):
        wall.step_in(2)

    with wall.system(Purpose.DOORSTEP):
        wall.step_in(2, worker_id=3)
        assert wall.current() == Context(organization=2, worker=3)


def test_another_thread_begins_with_nothing():
    seen = []

    with wall.within(1):
        thread = threading.Thread(target=lambda: seen.append(wall.current()))
        thread.start()
        thread.join()

    assert seen == [None]


def test_each_request_begins_on_the_doorstep_and_leaves_nothing_behind(rf):
    met = []

    def page(request):
        met.append(wall.current())
        wall.step_in(7)
        return StreamingHttpResponse(str(wall.current().organization) for _ in range(2))

    with wall.system(Purpose.UPKEEP):
        response = Doorstep(page)(rf.get("/"))
        assert wall.current() == Context(purpose=Purpose.UPKEEP)

    assert met == [Context(purpose=Purpose.DOORSTEP)]
    assert b"".join(response.streaming_content) == b"77"  # each part is made for whom the page was


def test_every_table_has_a_rule():
    assert dict(tables())


def test_a_model_without_a_rule_is_refused():
    class Forgotten:
        class _meta:  # noqa: N801
            label, label_lower = "x.Forgotten", "x.forgotten"

            @staticmethod
            def get_field(name):
                raise FieldDoesNotExist

    with pytest.raises(NoRule, match="0011-the-second-wall"):
        rule_of(Forgotten)


def test_every_model_with_an_organization_is_owned_by_it():
    for model, rule in tables():
        names = {field.name for field in model._meta.fields}
        if "organization" in names and not isinstance(rule, Owned):
            assert model._meta.label == "agreements.Party", f"{model._meta.label} is not owned by its organization"


@postgres
@pytest.mark.django_db
def test_the_wall_stands_in_the_tests_themselves():
    assert inspection.troubles(connection) == []


@postgres
@pytest.mark.django_db
def test_no_table_shows_a_row_to_a_statement_that_says_for_nobody(cast):
    for model, rule in tables():
        if not isinstance(rule, Common):
            asked = f'SELECT count(*) FROM "{model._meta.db_table}"'  # noqa: S608
            assert connection.ask_for_nobody(asked) == [(0,)], model._meta.label


@postgres
@pytest.mark.django_db
def test_an_organization_sees_writes_and_changes_its_own_rows_alone(cast):
    mine, theirs = cast.downtown, cast.elsewhere

    with wall.within(mine.pk):
        assert set(Worker.objects.values_list("organization", flat=True)) == {mine.pk}
        assert Worker.objects.filter(organization=theirs).update(name="x") == 0
        assert Team.objects.filter(organization=theirs).delete()[0] == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Team.objects.create(organization=theirs, code="x", name_en="x", name_fr="x")
        moved = Team.objects.filter(organization=mine)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            moved.update(organization=theirs)


@postgres
@pytest.mark.django_db
def test_a_savepoint_that_is_undone_takes_back_what_was_told(cast):
    with wall.within(cast.downtown.pk):
        assert Worker.objects.filter(organization=cast.downtown).exists()
    with pytest.raises(Worker.DoesNotExist), transaction.atomic(), wall.within(cast.elsewhere.pk):
        Worker.objects.get(organization=cast.downtown, pk=cast.noor.pk)

    with wall.within(cast.downtown.pk):
        assert set(Worker.objects.values_list("organization", flat=True)) == {cast.downtown.pk}


@postgres
@pytest.mark.django_db
def test_a_row_is_seen_through_the_row_it_belongs_to(cast):
    stream = Stream.objects.create(name="a", organization=cast.downtown)
    StreamEvent.objects.create(stream=stream, sequence=1, kind="x", created_at="2026-01-14T18:00:00Z")

    with wall.within(cast.elsewhere.pk):
        assert not StreamEvent.objects.exists()
    with wall.within(cast.downtown.pk):
        assert StreamEvent.objects.exists()


@postgres
@pytest.mark.django_db
def test_the_doorstep_opens_who_is_asking_and_nothing_else(cast):
    opened = set()
    with wall.system(Purpose.DOORSTEP):
        for model, rule in tables():
            if not isinstance(rule, Common) and model._default_manager.exists():
                opened.add(model._meta.label)

    assert opened <= {
        "accounts.Organization", "accounts.Worker", "accounts.Team", "accounts.RoleAssignment", "accounts.Invitation",
        "accounts.SignOut", "releases.ApiToken", "mfa.Authenticator", "usersessions.UserSession", "agreements.Party",
    }  # fmt: skip


@postgres
@pytest.mark.django_db
def test_the_auditor_reads_the_audit_of_everyone_and_nothing_else():
    held = {name for (name, role) in enforcement.grants(connection) if role == ROLES.auditor}
    audit = {model._meta.db_table for model, rule in tables() if isinstance(rule, Owned) and rule.is_audit}

    assert held == audit


APP = ROLES.application
TABLE = "people_person"
BAD = {
    "a superuser": ([f"ALTER ROLE {APP} SUPERUSER"], "superuser"),
    "a role that bypasses": ([f"ALTER ROLE {APP} BYPASSRLS"], "BYPASSRLS"),
    "a role that makes roles": ([f"ALTER ROLE {APP} CREATEROLE"], "may make roles"),
    "an owner": ([f"ALTER TABLE {TABLE} OWNER TO {APP}"], "owns 1 tables"),
    "a member of the owner": (
        [f"ALTER TABLE {TABLE} OWNER TO {ROLES.owner}", f"GRANT {ROLES.owner} TO {APP}"],
        "member of tuque_test_owner",
    ),
    "a member of a role that reads the server's files": (
        [f"GRANT pg_read_server_files TO {APP}"],
        "pg_read_server_files",
    ),
    "a role that may make tables": ([f"GRANT CREATE ON SCHEMA public TO {APP}"], "make tables"),
    "policies not enabled": ([f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY"], "not enabled on people_person"),
    "policies not forced": ([f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY"], "not forced"),
    "no policy": ([f"DROP POLICY wall ON {TABLE}", f"DROP POLICY wall_select ON {TABLE}"], "has no row policy"),
    "a policy that does not check writes": (
        [f"DROP POLICY wall ON {TABLE}", f"CREATE POLICY wall ON {TABLE} USING (false)"],
        "does not check what is written",
    ),
    "a policy open when nothing is said": (
        [f"ALTER POLICY wall ON {TABLE} USING (current_setting('tuque.organization', true) IS NULL)"],
        "not those of this release",
    ),
    "a policy more": ([f"CREATE POLICY more ON {TABLE} USING (true) WITH CHECK (true)"], "not those of this release"),
    "a view with its owner's rights": (["CREATE VIEW everyone AS SELECT * FROM people_person"], "view everyone"),
    "a view that is stored": (
        ["CREATE MATERIALIZED VIEW everyone AS SELECT * FROM people_person"],
        "materialized view everyone",
    ),
    "a grant to everyone": ([f"GRANT SELECT ON {TABLE} TO PUBLIC"], "Every role of the server"),
    "a grant too many": ([f"GRANT TRUNCATE ON {TABLE} TO {APP}"], "may TRUNCATE on people_person"),
    "a grant missing": ([f"REVOKE UPDATE ON {TABLE} FROM {APP}"], "may not UPDATE on people_person"),
    "a function that runs as a superuser": (
        ["CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'"],
        "peek()",
    ),
}
# Each bad set-up: what makes it, as the superuser, and what the start then says.


@postgres
@pytest.mark.django_db
@pytest.mark.parametrize("name", list(BAD))
def test_a_site_whose_wall_does_not_stand_does_not_start(name, cast):
    statements, says = BAD[name]
    with transaction.atomic():
        with as_superuser(connection), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

        found = inspection.troubles(connection)
        transaction.set_rollback(True)

    assert any(says in trouble for trouble in found), found


@postgres
@pytest.mark.django_db
def test_a_role_borrowed_from_a_superuser_does_not_serve_real_people(settings):
    settings.TRIAL = False

    assert any("may step back" in trouble for trouble in inspection.troubles(connection))


@postgres
@pytest.mark.django_db(transaction=True)
def test_a_database_that_says_for_whom_by_default_does_not_start():
    name = connection.settings_dict["NAME"]
    with administrator(connection) as own:
        own.execute(f"ALTER DATABASE \"{name}\" SET tuque.organization = '1'")
        begin_again(connection)
        try:
            found = inspection.troubles(connection)
        finally:
            own.execute(f'ALTER DATABASE "{name}" RESET tuque.organization')
            begin_again(connection)

    assert any("a context of its own" in trouble for trouble in found), found


@postgres
@pytest.mark.django_db
def test_what_was_spoilt_is_put_right_by_doing_it_again():
    with as_superuser(connection), connection.cursor() as cursor:
        cursor.execute(f"ALTER POLICY wall ON {TABLE} USING (true)")
        cursor.execute("DROP POLICY wall ON accounts_team")
        assert enforcement.apply(connection) == 2
        assert enforcement.apply(connection) == 0

    assert inspection.troubles(connection) == []


def test_a_policy_is_made_for_each_table_that_is_not_common():
    for model, rule in tables():
        assert bool(policies_of(model, rule)) is not isinstance(rule, Common)
