"""Lines and conversations, made for a test."""

from conftest import NOON

from tuque.channels import services
from tuque.channels.codes import Author, Channel
from tuque.channels.models import Line
from tuque.core.ids import new_id

TOKEN = "a-token-of-a-page"


def line(cast, code="north", **values):
    """Without a service: a row that is only prepared leaves no audit record."""
    defaults = {
        "organization": cast.downtown,
        "name_en": "North Line",
        "name_fr": "Ligne du Nord",
        "channels": ["chat", "text"],
        "languages": ["en", "fr"],
        "salt": "salt of a test",
        "created_at": NOON,
    }
    return Line.objects.get_or_create(code=code, defaults=defaults | values)[0]


def conversation(cast, *, at=NOON, channel=Channel.CHAT, language="fr", **values):
    values.setdefault("token", TOKEN)
    of = values.pop("line", None) or line(cast)
    return services.start(of, channel=channel, language=language, at=at, **values)


def person_says(conversation, text="Bonjour", *, message_id=None, at=NOON):
    return services.say(
        conversation=conversation, message_id=message_id or new_id(), text=text, author=Author.PERSON, at=at
    )


def responder_says(conversation, worker, text="Bonsoir", *, message_id=None, at=NOON, **values):
    return services.say(
        conversation=conversation,
        message_id=message_id or new_id(),
        text=text,
        author=Author.RESPONDER,
        worker=worker,
        at=at,
        **values,
    )
