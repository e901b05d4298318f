"""Who may enter each address of this room."""

from access import Route
from tuque.channels.providers.tests import access as providers
from tuque.channels.tests import factories
from tuque.channels.voice.tests import access as voice
from tuque.core.ids import new_id


def own_line(cast):
    return {"code": factories.line(cast).code}


def a_page(cast):
    return {"code": factories.line(cast).code, "language": "fr"}


# Without the secret of its page a conversation is not there: what a page of its own may do is tried in test_talk.py.
def a_conversation(cast):
    return {"code": factories.line(cast).code, "public_id": new_id()}


WITHOUT_KEY = frozenset({410})
# What a stranger's form sends is no JSON of ours.
NOT_OURS = frozenset({400})

ROUTES: dict[str, Route] = {
    **providers.ROUTES,
    **voice.ROUTES,
    "channels:open-now": Route(public=True, get=frozenset()),
    "channels:choose": Route(public=True, get=frozenset(), names=own_line),
    "channels:page": Route(public=True, get=frozenset(), names=a_page),
    "channels:begin": Route(public=True, post=frozenset(), names=own_line, answers=NOT_OURS),
    "channels:come-back": Route(public=True, post=frozenset(), names=own_line, answers=NOT_OURS),
    "channels:erase-by-words": Route(public=True, post=frozenset(), names=own_line, answers=NOT_OURS),
    "channels:say": Route(public=True, post=frozenset(), names=a_conversation, answers=WITHOUT_KEY | NOT_OURS),
    "channels:read": Route(public=True, post=frozenset(), names=a_conversation, answers=WITHOUT_KEY | NOT_OURS),
    "channels:leave": Route(public=True, post=frozenset(), names=a_conversation, answers=WITHOUT_KEY | NOT_OURS),
    "channels:end": Route(public=True, post=frozenset(), names=a_conversation, answers=WITHOUT_KEY | NOT_OURS),
    "channels:erase": Route(public=True, post=frozenset(), names=a_conversation, answers=WITHOUT_KEY | NOT_OURS),
    "channels:words": Route(public=True, post=frozenset(), names=a_conversation, answers=WITHOUT_KEY | NOT_OURS),
    "channels:wait": Route(public=True, get=frozenset(), names=a_conversation, answers=WITHOUT_KEY),
}
