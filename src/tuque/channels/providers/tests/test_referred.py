"""From the press of a button to the person's telephone: the whole way of a service that someone was referred to."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tuque.channels.providers import outside
from tuque.channels.providers.tests import recorded
from tuque.channels.providers.tests.factories import account, work
from tuque.channels.providers.tests.fake import fake_provider
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.referrals.codes import Delivery
from tuque.referrals.models import Referral
from tuque.referrals.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch):
    with fake_provider() as fake:
        monkeypatch.setitem(outside.ELSEWHERE, "twilio", fake.origin)
        yield fake


def press(cast, sign_in, way):
    """The specialist refers someone who reads French, and said how they are reached."""
    need = factories.need_of(factories.inquiry(cast.carl, language="fr", at=now()))
    factories.reached(need.inquiry, cast.carl, at=now())
    body = {"_key": new_id(), "service": factories.service(cast.carl).public_id, "way": way}
    answer = sign_in(cast.carl).post(reverse("referrals:refer", args=[need.inquiry.public_id, need.public_id]), body)
    assert answer.status_code == 302
    return sign_in(cast.carl).get(reverse("referrals:inquiry", args=[need.inquiry.public_id]))


def test_the_text_message_reaches_the_persons_telephone_and_the_desk_is_told(cast, sign_in, server):
    account(cast)
    server.will((503, {}), (201, {"sid": "SM1", "status": "queued"}))

    waiting = press(cast, sign_in, "text").text
    work()
    again = Referral.objects.get().delivery
    later = now()
    work(clock=lambda: later + timedelta(minutes=5))

    sent = server.bodies[-1]
    assert (sent["To"], sent["From"]) == ("+12045550123", recorded.LINE)
    assert "Community meals" in sent["Body"]
    assert "204-555-0101" in sent["Body"]
    assert "Heures" in sent["Body"]
    assert "Testname" not in sent["Body"]
    assert factories.WORDS not in sent["Body"]
    assert "On its way" in waiting
    assert again == Delivery.WAITING
    assert Referral.objects.get().delivery == Delivery.SENT
    assert len(server.bodies) == 2


def test_a_number_that_cannot_be_written_to_is_told_at_the_desk(cast, sign_in, server):
    account(cast)
    server.will((400, {"code": 21211}))

    press(cast, sign_in, "text")
    work()
    inquiry = Referral.objects.get().need.inquiry
    page = sign_in(cast.carl).get(reverse("referrals:inquiry", args=[inquiry.public_id])).text

    assert "Could not be sent" in page
    assert len(server.bodies) == 1


def test_the_letter_reaches_the_persons_mailbox(cast, sign_in, mailoutbox, settings):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}

    press(cast, sign_in, "email")
    work()

    (letter,) = mailoutbox
    assert letter.to == ["person@example.org"]
    assert "Community meals" in letter.body
    assert "Heures" in letter.body
    assert factories.WORDS not in letter.body
    assert Referral.objects.get().delivery == Delivery.SENT
