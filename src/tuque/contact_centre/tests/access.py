from conftest import NOON

from access import Route
from tuque.accounts.roles import Role
from tuque.contact_centre.forms import rules as forms
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.simulator.peers import OURS
from tuque.contact_centre.tests import console_access, factories

READERS = frozenset({Role.DIRECTOR, Role.SUPERVISOR})
WRITERS = frozenset({Role.DIRECTOR})
PLANNERS = READERS


def with_draft(cast):
    """A draft and former rules in the worker's own organization: what is published or undone is never named in an address."""
    for number, status in ((1, "former"), (2, "draft")):
        PolicyVersion.objects.get_or_create(
            organization=cast.downtown,
            status=status,
            defaults={"number": number, "data": policies.to_data(OURS), "changed_at": NOON},
        )
    return {}


def an_offer(cast):
    return {"number": factories.an_offer(cast.downtown)}


def own_shift(cast):
    return {"shift_id": factories.shift(cast.downtown).public_id}


def a_full_week(cast):
    factories.shift(cast.downtown)
    return {"week": factories.DAY.isoformat()}


ROUTES = {
    **console_access.ROUTES,
    "contact_centre:line": Route(get=READERS),
    "contact_centre:switch-mode": Route(post=PLANNERS, body=lambda cast: {"mode": "short_announcement", "on": "yes"}),
    # Without an alarm there is nothing to note, and nothing is written.
    "contact_centre:note-gap": Route(post=PLANNERS, audited=False),
    "contact_centre:offers": Route(get=READERS),
    "contact_centre:offer": Route(get=READERS, names=an_offer),
    "contact_centre:rules": Route(get=READERS),
    "contact_centre:compared": Route(get=READERS),
    "contact_centre:save-draft": Route(post=WRITERS, body=lambda cast: forms.written_of(OURS)),
    "contact_centre:publish": Route(post=WRITERS, body=with_draft),
    "contact_centre:undo": Route(post=WRITERS, body=with_draft),
    "contact_centre:shifts": Route(get=READERS),
    "contact_centre:plan-shift": Route(post=PLANNERS, body=lambda cast: factories.shift_body()),
    "contact_centre:copy-week": Route(post=PLANNERS, body=a_full_week),
    "contact_centre:shifts-file": Route(get=READERS),
    "contact_centre:remove-shift": Route(post=PLANNERS, names=own_shift, body=lambda cast: {}),
    "contact_centre:staffing": Route(get=READERS),
    "contact_centre:history": Route(post=PLANNERS, body=lambda cast: {"file": factories.history_file()}),
    "contact_centre:history-example": Route(get=READERS),
    # Nothing is forecast without history: whoever may enter finds that there is no picture and no table yet.
    "contact_centre:staffing-picture": Route(get=READERS, answers=frozenset({404})),
    "contact_centre:staffing-file": Route(get=READERS, answers=frozenset({404})),
}
