"""A text message to someone who is in no conversation."""

import pytest

from tuque.channels.models import Conversation
from tuque.channels.providers import outside
from tuque.channels.providers.plain import PlainTexts
from tuque.channels.providers.tests.factories import account
from tuque.channels.providers.tests.fake import fake_provider
from tuque.core.ids import new_id
from tuque.referrals.api import NotSent

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch):
    with fake_provider() as fake:
        monkeypatch.setitem(outside.ELSEWHERE, "twilio", fake.origin)
        yield fake


def send(cast):
    PlainTexts().send(cast.downtown, to="+12045550123", text="Community meals", message_id=new_id())


def test_it_leaves_from_the_organizations_number_and_nothing_is_kept(cast, server):
    account(cast)
    server.will((201, {"sid": "SM1", "status": "queued"}))

    send(cast)

    assert (server.bodies[0]["To"], server.bodies[0]["Body"]) == ("+12045550123", "Community meals")
    assert PlainTexts().can_send(cast.downtown)
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(("answer", "is_final"), [((400, {"code": 21211}), True), ((503, {}), False), ((0, {}), False)])
def test_what_did_not_leave_says_whether_to_try_again(answer, is_final, cast, server):
    account(cast)
    server.will(answer)

    with pytest.raises(NotSent) as caught:
        send(cast)

    assert caught.value.is_final is is_final


def test_without_a_number_or_with_one_that_only_answers_nothing_is_sent(cast):
    assert not PlainTexts().can_send(cast.downtown)
    account(cast, "whatsapp")
    assert not PlainTexts().can_send(cast.downtown)
