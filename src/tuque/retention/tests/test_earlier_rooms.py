"""Openings and findings are let go once they are settled and old; and whoever must approve is written to."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.core import mail

from tuque.accounts.roles import Role
from tuque.audit.models import AuditRecord, Finding
from tuque.breakglass import services as emergencies
from tuque.breakglass.codes import Judgement
from tuque.breakglass.models import Notice, Opening, Review
from tuque.breakglass.tests.factories import opening
from tuque.core import outbox
from tuque.interactions.tests import factories
from tuque.retention import services
from tuque.retention.models import Run

OLD, LATER = NOON - timedelta(days=800), NOON + timedelta(hours=1)


@pytest.fixture
def officer(cast):
    return cast.workers[Role.PRIVACY_OFFICER]


def look(kind, officer):
    return services.look(services.set_rule(kind=kind, months=24, by=officer, at=NOON), at=NOON)


def let_go(run, officer):
    services.approve(run.public_id, shown=run.found, by=officer, at=NOON)
    return services.carry_out(run, clock=lambda: LATER)


def reviewed(cast, officer, *, at, judgement=Judgement.JUSTIFIED):
    row = factories.interaction(cast.noor, at=at, occurred_at=at)
    made = opening(cast.carl, row.public_id, at=at)
    if judgement:
        emergencies.review(opening=made, judgement=judgement, words="Seen", by=officer, at=at)
    return made


def test_openings_go_once_their_review_is_closed_and_old_and_the_audit_stays(cast, officer):
    old = reviewed(cast, officer, at=OLD)
    followed = reviewed(cast, officer, at=OLD, judgement=Judgement.FOLLOW_UP)
    waiting = reviewed(cast, officer, at=OLD, judgement="")
    new = reviewed(cast, officer, at=NOON)
    acts = AuditRecord.objects.filter(action__startswith="breakglass.").count()

    run = look("breakglass.openings", officer)

    assert (run.found, run.total) == (1, 4)
    assert let_go(run, officer) == 1
    assert set(Opening.objects.all()) == {followed, waiting, new}
    assert not Review.objects.filter(opening_id=old.pk).exists()
    assert not Notice.objects.filter(opening_id=old.pk).exists()
    assert AuditRecord.objects.filter(action__startswith="breakglass.").count() == acts
    assert AuditRecord.objects.get(action="retention.let_go").seen == [old.public_id]


def test_findings_go_once_closed_and_old(cast, officer):
    def finding(closed_at):
        return Finding.objects.create(
            organization=cast.downtown,
            worker=cast.noor,
            rule="night",
            on=OLD.date(),
            first_at=OLD,
            last_at=OLD,
            looks=1,
            closed_at=closed_at,
            closed_by=officer if closed_at else None,
            words="On call" if closed_at else "",
        )

    finding(OLD)
    kept = {finding(NOON), finding(None)}

    assert let_go(look("audit.findings", officer), officer) == 1
    assert set(Finding.objects.all()) == kept


def test_the_privacy_officer_is_written_to_once_when_something_waits(cast, officer):
    for _ in range(2):
        factories.interaction(cast.noor, at=OLD, occurred_at=OLD, note="Words")
    mail.outbox.clear()

    run = look("interactions.words", officer)
    services.look(run.rule, at=LATER)  # the next night: still waiting, counted anew
    outbox.deliver_due(clock=lambda: LATER)

    assert run.state == Run.State.WAITING
    assert [message.to for message in mail.outbox] == [[officer.email]]
    assert "Words" not in mail.outbox[0].body
    assert "approve" in mail.outbox[0].body


def test_what_goes_by_itself_writes_to_nobody(cast, officer):
    for number in range(61):
        at = OLD if number == 0 else NOON
        factories.interaction(cast.noor, at=at, occurred_at=at, note="Words")
    mail.outbox.clear()

    look("interactions.words", officer)
    outbox.deliver_due(clock=lambda: LATER)

    assert not mail.outbox
