from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.breakglass import permissions
from tuque.breakglass.tests import factories
from tuque.core.clock import now
from tuque.interactions.tests import factories as interactions

MAY_OPEN, REVIEWERS = frozenset(permissions.MAY_OPEN), frozenset(permissions.MAY_REVIEW)


def amina_opened(cast):
    """A record of Noor's that Amina, who takes contacts, opened in an emergency."""
    row = interactions.interaction(cast.noor, at=now(), occurred_at=now())
    return {"public_id": factories.opening(cast.amina, row.public_id).public_id}


def a_review(cast):
    return {"judgement": "justified", "words": "It was for someone's safety"}


ROUTES = {
    # Whoever has not just proven who they are is sent to do so; what they posted is shown to them again, unopened.
    "breakglass:open": Route(get=MAY_OPEN, post=MAY_OPEN, answers=frozenset({302, 422})),
    "breakglass:bell": Route(get=EVERYONE),
    # Whoever was told of nothing has nothing to take note of.
    "breakglass:told": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "breakglass:reviews": Route(get=REVIEWERS),
    "breakglass:review": Route(get=REVIEWERS, post=REVIEWERS, names=amina_opened, body=a_review),
    "breakglass:end": Route(post=REVIEWERS | {Role.RESPONDER}, names=amina_opened),
    # Noor recorded it, and Bea leads her team.
    "breakglass:home": Route(get=frozenset({Role.FIELD_WORKER, Role.SUPERVISOR}), names=amina_opened),
}
