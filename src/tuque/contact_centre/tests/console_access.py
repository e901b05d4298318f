"""Who may enter the console's addresses."""

from access import Route
from tuque.accounts.roles import Role
from tuque.channels import api as channels
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import arriving, in_hand, seats
from tuque.contact_centre.console.models import Ask
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.directory.tests import factories as directory
from tuque.instruments.tests import factories as instruments
from tuque.referrals.tests import access as referrals

ANSWERERS = frozenset({Role.RESPONDER, Role.SUPERVISOR})
LOOKERS = ANSWERERS | {Role.DIRECTOR}


def a_talk(cast):
    """A conversation in which everyone who may enter is: who is in one is for the rules of the channels, tried there."""
    conversation = talking.conversation(cast, at=now())
    for role in LOOKERS:
        channels.join(conversation=conversation, worker=cast.workers[role], at=now())
    return {"conversation_id": conversation.public_id}


def an_ask(cast):
    """Only whoever is asked may come: of the two roles that may, the supervisor here; the other finds nothing."""
    found = a_talk(cast)["conversation_id"]
    conversation = channels.Conversation.objects.get(public_id=found)
    channels.step_out(conversation=conversation, worker=cast.workers[Role.SUPERVISOR], at=now())
    asked = Ask.objects.create(
        organization=cast.downtown,
        conversation=conversation,
        asked_by=cast.workers[Role.RESPONDER],
        asked_at=now(),
    )
    return {"ask_id": asked.public_id}


def a_line(cast):
    return {"line_id": talking.line(cast).public_id}


def someone_who_waits(cast):
    """A contact in a line in hand, with the responder there to be asked."""
    conversation = talking.conversation(cast, at=now())
    in_hand.take_line(conversation.line, by=cast.bea, at=now())
    seats.begin_shift(languages=("en", "fr"), hours=None, by=cast.amina, at=now())
    arriving.ToRouter().arrived(conversation)
    return {"contact": str(conversation.public_id)}


def a_screen(cast):
    instruments.allowed(cast)
    return a_talk(cast) | {"code": "asq"}


def a_service(cast):
    return {"_key": str(new_id()), "service": str(directory.service(cast.downtown, "Community meals").public_id)}


ROUTES = {
    "contact_centre:console": Route(get=ANSWERERS),
    # Signs of life are too many for the audit: the log of the line keeps a silence that lasted.
    "contact_centre:alive": Route(post=ANSWERERS, answers=frozenset({204, 410}), audited=False),
    "contact_centre:begin-shift": Route(post=ANSWERERS, body=lambda cast: {"languages": ["en"], "hours": ""}),
    # Nobody in the test is on shift: ending changes nothing. Breaks and answers are in the log of the line.
    "contact_centre:end-shift": Route(post=ANSWERERS, audited=False),
    "contact_centre:leave-word": Route(post=ANSWERERS, body=lambda cast: {"text": "Quiet", "_key": str(new_id())}),
    "contact_centre:pause": Route(post=ANSWERERS, body=lambda cast: {"why": "break"}, audited=False),
    "contact_centre:answer-offer": Route(
        post=ANSWERERS,
        names=lambda cast: {"offer": "1"},
        body=lambda cast: {"answer": "decline"},
        audited=False,
        shared=True,  # a number of one's own line: nobody else's can be named
    ),
    # Nothing waits in the test, and nothing is taken: what is taken is in the log of the line.
    "contact_centre:take-next": Route(post=ANSWERERS, body=lambda cast: {}, audited=False),
    "contact_centre:talk": Route(get=LOOKERS, names=a_talk),
    "contact_centre:said": Route(get=LOOKERS, names=a_talk),
    # What was said is its own trace: a row with who, when and where. Marks of reading likewise.
    "contact_centre:say": Route(post=LOOKERS, names=a_talk, body=lambda cast: {"text": "Hello"}, audited=False),
    "contact_centre:read": Route(post=LOOKERS, names=a_talk, body=lambda cast: {"up_to": "1"}, audited=False),
    # The router holds no contact of that name here, so that nothing is confirmed, handed over or recorded.
    "contact_centre:risk": Route(
        get=LOOKERS, post=ANSWERERS, names=a_talk, body=lambda cast: {"risk": "1"}, audited=False
    ),
    "contact_centre:attempt": Route(post=ANSWERERS, names=a_talk, body=lambda cast: {}),
    "contact_centre:hand-over": Route(post=ANSWERERS, names=a_talk, body=lambda cast: {"summary": ""}, audited=False),
    "contact_centre:end-talk": Route(post=ANSWERERS, names=a_talk, body=lambda cast: {"up_to": "99"}),
    "contact_centre:record": Route(
        get=ANSWERERS, post=ANSWERERS, names=a_talk, body=lambda cast: {"outcome": "helped", "duration": "5"}
    ),
    "contact_centre:tools": Route(get=LOOKERS, names=a_talk),
    "contact_centre:plan": Route(post=ANSWERERS, names=a_talk, body=lambda cast: {"what": "keep", "step-signs": "x"}),
    "contact_centre:screens": Route(get=LOOKERS, names=a_talk),
    "contact_centre:screen": Route(get=ANSWERERS, post=ANSWERERS, names=a_screen, body=lambda cast: instruments.CALM),
    "contact_centre:conversation-inquiry": Route(
        get=LOOKERS, post=LOOKERS, names=a_talk, body=lambda cast: {**referrals.begun(cast), "came": "chat"}
    ),
    # A search is kept nowhere.
    "contact_centre:conversation-services": Route(
        post=LOOKERS, names=a_talk, body=lambda cast: {"words": "food", "chips": "on"}, audited=False
    ),
    "contact_centre:send-service": Route(post=ANSWERERS, names=a_talk, body=a_service),
    "contact_centre:colleagues": Route(get=LOOKERS, names=a_talk),
    "contact_centre:ask": Route(post=ANSWERERS, names=a_talk, body=lambda cast: {"who": "supervisor"}),
    "contact_centre:earlier": Route(get=LOOKERS, names=a_talk),
    "contact_centre:come": Route(post=ANSWERERS, names=an_ask, body=lambda cast: {}, answers=frozenset({302, 404})),
    "contact_centre:floor": Route(get=frozenset({Role.SUPERVISOR, Role.DIRECTOR})),
    "contact_centre:line-in-hand": Route(
        post=frozenset({Role.SUPERVISOR}), names=a_line, body=lambda cast: {"what": "take"}
    ),
    "contact_centre:offer-by-hand": Route(
        get=frozenset({Role.SUPERVISOR}),
        post=frozenset({Role.SUPERVISOR}),
        names=someone_who_waits,
        body=lambda cast: {"responder": str(cast.amina.public_id)},
    ),
    "contact_centre:wall": Route(get=LOOKERS),
    "contact_centre:beside": Route(post=frozenset({Role.SUPERVISOR}), names=a_talk, body=lambda cast: {"what": "join"}),
    "contact_centre:practice": Route(get=ANSWERERS),
    "contact_centre:begin-practice": Route(post=ANSWERERS, body=lambda cast: {"script": "exam", "language": "en"}),
    "contact_centre:toolbox": Route(get=frozenset({Role.SUPERVISOR, Role.DIRECTOR})),
    "contact_centre:save-tool": Route(
        post=frozenset({Role.SUPERVISOR, Role.DIRECTOR}),
        names=lambda cast: {"kind": "canned"},
        body=lambda cast: {"title_en": "Tea", "title_fr": "Thé", "in_use": "on"},
        shared=True,  # a kind of tools; the pieces are one's own organization's
    ),
}
