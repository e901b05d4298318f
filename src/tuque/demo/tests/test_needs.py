"""The demonstration's needs: figures to look at, referrals at every stage, someone to follow up today."""

from conftest import NOON

from tuque.accounts.models import Worker
from tuque.demo import needs, services
from tuque.referrals import counting, selectors
from tuque.referrals.events.models import Event
from tuque.referrals.models import Inquiry, Referral


def test_there_are_figures_open_inquiries_and_a_follow_up_once(cast):
    for worker, name in ((cast.carl, "carl"), (cast.bea, "bea")):
        Worker.objects.filter(pk=worker.pk).update(email=f"{name}@demo.example")
    services.fill(cast.downtown, at=NOON)

    needs.fill(cast.downtown, at=NOON)
    count = Inquiry.objects.count()
    needs.fill(cast.downtown, at=NOON)

    assert Inquiry.objects.count() == count
    states = set(Referral.objects.values_list("state", flat=True))
    assert {"accepted", "refused", "waiting"} <= states
    assert selectors.count_due(cast.carl, today=NOON.date()) == 1
    assert Event.objects.get().inquiries.count() == 24
    found = counting.read(cast.downtown, span=12, at=NOON, reader="en")
    assert found.ends.heard > 400
    assert all(line.heard for line in found.months)
