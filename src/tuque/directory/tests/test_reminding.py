"""Letters to providers whose records were not verified for long: once for each step, and again where a letter did not leave."""

from datetime import date, timedelta

import pytest
from django.core import mail

from tuque.core.clock import now
from tuque.directory.models import UpdateLink
from tuque.directory.services import reminding
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "step"), [(20, None), (100, None), (190, 183), (400, 365), (600, 487)])
def test_a_record_stands_at_the_highest_step_that_it_reached(days, step):
    today = date(2026, 3, 2)

    verified = today - timedelta(days=days)

    found = reminding.stepped_on(verified, today=today, months=6)
    assert found == (verified + timedelta(days=step) if step else None)


@pytest.fixture
def old(cast):
    day = now().date()
    factories.service(cast.downtown, "Fresh", email="fresh@example.org", assured_date=day)
    factories.service(cast.downtown, "No address", assured_date=day - timedelta(days=400))
    return factories.service(
        cast.downtown, "Old meals", email="old@example.org", assured_date=day - timedelta(days=400)
    )


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_SETTINGS = {"host": "mail.example.org"}


def test_those_who_are_due_get_one_letter_with_their_own_link(cast, sign_in, client, old, mail_server):
    page = sign_in(cast.dana)
    assert "1 provider can be asked" in page.get("/directory?show=verify").text

    for _ in range(2):
        page.post("/directory/reminders", {"months": "6"})

    assert [letter.to for letter in mail.outbox] == [["old@example.org"]]
    link = next(word for word in mail.outbox[0].body.split() if "/directory/update/" in word)
    assert client.get(link).status_code == 200


def test_without_mail_nothing_is_counted_as_sent(cast, sign_in, old):
    page = sign_in(cast.dana).post("/directory/reminders", follow=True)

    assert "0 letters left" in page.text
    assert UpdateLink.objects.get().withdrawn_at is not None
    assert reminding.due(cast.downtown.pk, today=now().date()) == [old]
