"""The demonstration's data desk: something at every stage, and answers that anyone may read."""

from conftest import NOON

from tuque.accounts.models import Worker
from tuque.accounts.roles import Role
from tuque.demo import desk
from tuque.releases.desk import selectors
from tuque.releases.desk.models import DataRequest


def test_the_desk_has_requests_at_every_stage_once(cast):
    for worker, name in ((cast.dana, "dana"), (cast.workers[Role.ANALYST], "ana")):
        Worker.objects.filter(pk=worker.pk).update(email=f"{name}@demo.example")

    desk.fill(cast.downtown, at=NOON)
    count = DataRequest.objects.count()
    desk.fill(cast.downtown, at=NOON)

    assert DataRequest.objects.count() == count
    assert {row.state for row in DataRequest.objects.all()} == {
        "received",
        "working",
        "asked_back",
        "answered",
        "refused",
    }
    assert selectors.public_answers().count() == 4
    told = selectors.figures(cast.dana, today=NOON.date(), at=NOON)
    assert (told.overdue, told.open) == (1, 3)
    assert told.median_days
