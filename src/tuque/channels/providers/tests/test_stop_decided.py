"""What a responder does when a word to stop was said: one question, a decision, another number. And who may."""

import pytest

from tuque.audit.models import AuditRecord
from tuque.channels.models import Message
from tuque.channels.providers import reaching
from tuque.channels.providers.models import Delivery, Reach, Stop
from tuque.channels.providers.problems import NoOtherNumber
from tuque.channels.providers.tests import recorded
from tuque.channels.providers.tests.factories import account, twilio, work
from tuque.channels.providers.tests.test_path import answering, reply, server, taken  # noqa: F401
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.problems import NotFound, PermissionRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(cast, server):  # noqa: F811
    server.will(taken(1))
    made, conversation = answering(cast)
    twilio(made, recorded.twilio_said("ARRÊT", sid="SM-stop"))
    work()
    return made, conversation


def test_the_one_question_goes_out_in_the_persons_language(cast, server, stopped):  # noqa: F811
    _made, conversation = stopped
    key = new_id()

    for _ in range(2):
        reaching.ask(conversation=conversation, message_id=key, by=cast.amina, at=now())
    work()

    assert [body["Body"][:14] for body in server.bodies] == ["Do you want us"]
    assert Reach.objects.get().asked_at is not None
    assert Message.objects.filter(author="responder").count() == 1


def test_once_it_was_meant_nothing_more_is_sent_until_they_write_again(cast, server, stopped):  # noqa: F811
    made, conversation = stopped

    reaching.decide(conversation=conversation, is_meant=True, by=cast.amina, at=now())
    reply(cast, conversation)
    work()

    assert server.asked == []
    assert Delivery.objects.get().error == "stop_meant"
    twilio(made, recorded.twilio_said("Are you there?", sid="SM-again"))
    work()
    reply(cast, conversation, "We are here.")
    work()
    assert Reach.objects.get().stop == Stop.NO
    assert [body["Body"] for body in server.bodies] == ["We are here."]


def test_once_it_was_not_meant_the_alarm_is_over_and_who_said_so_is_known(cast, stopped):
    _made, conversation = stopped

    reaching.decide(conversation=conversation, is_meant=False, by=cast.amina, at=now())

    reach = Reach.objects.get()
    assert (reach.stop, reach.decided_by) == (Stop.NO, cast.amina)
    assert AuditRecord.objects.filter(action="channels.stop_decided").count() == 1


def test_another_number_of_the_line_is_used_from_then_on(cast, server, stopped):  # noqa: F811
    _made, conversation = stopped
    second = account(cast, "telnyx", address="+12045550102")
    server.will((200, {"data": {"id": "t1"}}))

    reaching.use_other(conversation=conversation, account_id=second.public_id, by=cast.amina, at=now())
    reply(cast, conversation)
    work()

    assert server.bodies[-1]["from"] == "+12045550102"
    with pytest.raises(NoOtherNumber):
        reaching.use_other(conversation=conversation, account_id=new_id(), by=cast.amina, at=now())


def test_the_number_is_shown_to_be_called_and_the_look_is_kept(cast, stopped):
    _made, conversation = stopped

    assert reaching.show_number(conversation=conversation, viewer=cast.amina, at=now()) == recorded.PERSON
    assert AuditRecord.objects.filter(action="channels.number_seen").count() == 1


def test_only_those_in_the_conversation_decide(cast, stopped):
    _made, conversation = stopped

    with pytest.raises(PermissionRefused):
        reaching.decide(conversation=conversation, is_meant=True, by=cast.bea, at=now())
    with pytest.raises(NotFound):
        reaching.look(conversation, viewer=cast.odile, at=now())
    assert not reaching.look(conversation, viewer=cast.bea, at=now()).may_act


def test_the_responder_sees_it_in_red_with_every_other_way(cast, sign_in, stopped):
    _made, conversation = stopped
    account(cast, "telnyx", address="+12045550102")
    page = sign_in(cast.amina).get(f"/conversations/{conversation.public_id}/reach").content.decode()

    assert 'role="alert"' in page
    for words in ("Ask them once", "+12045550102", "Show their number", "START or DÉBUT", "They want no more messages"):
        assert words in page
    assert recorded.PERSON not in page
