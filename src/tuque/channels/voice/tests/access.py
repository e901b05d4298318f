"""Who may enter each address of the voice drawer; the room's own table takes these lines in."""

from access import Route
from tuque.channels import permissions
from tuque.channels.voice.tests import factories
from tuque.core.ids import new_id

ANSWERERS = frozenset(permissions.ANSWERERS)


def own_line(cast):
    return {"code": factories.line(cast).code}


def a_page(cast):
    return {"code": factories.line(cast).code, "language": "fr"}


# Without the secret of its page a call is not there.
def no_call(cast):
    return {"code": factories.line(cast).code, "public_id": new_id()}


def a_call(cast):
    return {"public_id": factories.call_with_all(cast).conversation.public_id}


NOT_THERE = frozenset({404})
ROUTES = {
    "channels:voice-root": Route(public=True, get=frozenset(), names=own_line),
    "channels:voice-page": Route(public=True, get=frozenset(), names=a_page),
    # What a stranger's form sends is no JSON of ours.
    "channels:voice-call": Route(public=True, post=frozenset(), names=own_line, answers=NOT_THERE),
    "channels:caller-look": Route(public=True, post=frozenset(), names=no_call, answers=NOT_THERE),
    "channels:caller-tell": Route(public=True, post=frozenset(), names=no_call, answers=NOT_THERE),
    "channels:caller-leave": Route(public=True, post=frozenset(), names=no_call, answers=NOT_THERE),
    "channels:caller-after": Route(public=True, post=frozenset(), names=no_call, answers=NOT_THERE),
    "channels:voice": Route(get=ANSWERERS, names=a_call),
    "channels:voice-enter": Route(post=ANSWERERS, names=a_call),
    # What pages tell one another, and whether they are still there; coming and going is recorded.
    "channels:voice-look": Route(post=ANSWERERS, names=a_call, audited=False),
    "channels:voice-tell": Route(post=ANSWERERS, names=a_call, audited=False),
    "channels:voice-hold": Route(post=ANSWERERS, names=a_call, audited=False),
    "channels:voice-transfer": Route(post=ANSWERERS, names=a_call),
    "channels:voice-leave": Route(post=ANSWERERS, names=a_call),
    "channels:voice-end": Route(post=ANSWERERS, names=a_call),
}
