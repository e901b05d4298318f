"""On PostgreSQL, the list of records reads its index although row policies stand over the table."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuque.core import wall
from tuque.core.tests.behind import as_superuser
from tuque.interactions import selectors
from tuque.interactions.filters import Filters
from tuque.interactions.models import Interaction

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one wall")
ROWS = 1_500


@pytest.fixture
def many(cast):
    """Two organizations, each with records over two months: enough for the planner to choose."""
    for number, (organization, team) in enumerate(((cast.downtown, cast.foot_patrol), (cast.elsewhere, None))):
        rows = [
            Interaction(
                organization=organization,
                team=team,
                sequence=place + 1,
                recorded_at=NOON,
                updated_at=NOON,
                occurred_at=NOON - timedelta(hours=place + number / 2),
                base_type="check_in",
                type_code="check-in",
                origin="found",
            )
            for place in range(ROWS)
        ]
        Interaction.objects.bulk_create(rows, batch_size=1_000)
    with as_superuser(connection), connection.cursor() as cursor:
        cursor.execute("ANALYZE interactions_interaction")


def plans_of(who) -> list[str]:
    """What PostgreSQL does for each of the list's own questions, as the application's role, for `who`."""
    with wall.within(who.organization_id, worker_id=who.pk):
        with CaptureQueriesContext(connection) as asked:
            page = selectors.list_interactions(Filters(), viewer=who, at=NOON)
        assert len(page.rows) == selectors.PAGE_SIZE
        found = []
        for query in asked.captured_queries:
            if '"interactions_interaction"."occurred_at"' in query["sql"] and "SELECT" in query["sql"]:
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN " + query["sql"][query["sql"].index("SELECT") :], None)
                    found.append("\n".join(line for (line,) in cursor.fetchall()))
    return found


def test_the_list_reads_its_index_behind_the_wall(many, cast):
    for who, index in ((cast.dana, "interaction_by_time"), (cast.noor, "interaction_by_team")):
        plans = plans_of(who)

        assert plans
        assert all("Seq Scan on interactions_interaction" not in plan for plan in plans), plans
        assert any(index in plan for plan in plans), plans
        assert all("InitPlan" in plan for plan in plans), plans  # the policy asks once for whom
