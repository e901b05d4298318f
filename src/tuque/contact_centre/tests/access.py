from conftest import NOON

from access import Route
from tuque.accounts.roles import Role
from tuque.contact_centre import forms
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.simulator.peers import OURS

READERS = frozenset({Role.DIRECTOR, Role.SUPERVISOR})
WRITERS = frozenset({Role.DIRECTOR})


def with_draft(cast):
    """A draft and former rules in the worker's own organization: what is published or undone is never named in an address."""
    for number, status in ((1, "former"), (2, "draft")):
        PolicyVersion.objects.get_or_create(
            organization=cast.downtown,
            status=status,
            defaults={"number": number, "data": policies.to_data(OURS), "changed_at": NOON},
        )
    return {}


ROUTES = {
    "contact_centre:rules": Route(get=READERS),
    "contact_centre:compared": Route(get=READERS),
    "contact_centre:save-draft": Route(post=WRITERS, body=lambda cast: forms.values_of(OURS)),
    "contact_centre:publish": Route(post=WRITERS, body=with_draft),
    "contact_centre:undo": Route(post=WRITERS, body=with_draft),
}
