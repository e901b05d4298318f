"""Who may enter each address of this room."""

from datetime import timedelta

from access import Route
from tuque.channels import permissions
from tuque.channels.providers.tests import access as providers
from tuque.channels.tests import factories
from tuque.channels.voice.tests import access as voice
from tuque.core.clock import now
from tuque.core.ids import new_id

MANAGERS = frozenset(permissions.CONFIGURES)


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


def own_row(cast):
    return {"public_id": factories.line(cast).public_id}


def a_closure(cast):
    line = factories.line(cast)
    closure = line.closures.create(organization=cast.downtown, starts_at=now(), ends_at=now() + timedelta(hours=1))
    return {"public_id": line.public_id, "closure_id": closure.public_id}


LINE = {
    "name_en": "Elm Line",
    "name_fr": "Ligne des ormes",
    "languages": ["en", "fr"],
    "channels": ["chat"],
    "keep_days": "20",
    "emergency_number": "9-1-1",
}

ROUTES: dict[str, Route] = {
    **providers.ROUTES,
    **voice.ROUTES,
    "channels:lines": Route(get=MANAGERS),
    "channels:add-line": Route(get=MANAGERS, post=MANAGERS, body=lambda cast: {**LINE, "code": "elm"}),
    "channels:line": Route(get=MANAGERS, post=MANAGERS, names=own_row, body=lambda cast: LINE),
    "channels:hours": Route(
        get=MANAGERS,
        post=MANAGERS,
        names=own_row,
        body=lambda cast: {"opening": "always", "time_zone": "America/Winnipeg", "holidays_of": ""},
    ),
    "channels:close": Route(
        post=MANAGERS,
        names=own_row,
        body=lambda cast: {"starts": "2026-01-01T10:00", "ends": "2026-01-01T11:00"},
    ),
    "channels:reopen": Route(post=MANAGERS, names=a_closure),
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
    "channels:after": Route(public=True, post=frozenset(), names=a_conversation, answers=WITHOUT_KEY | NOT_OURS),
    "channels:wait": Route(public=True, get=frozenset(), names=a_conversation, answers=WITHOUT_KEY),
}
