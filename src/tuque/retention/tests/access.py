from datetime import timedelta

from access import Route
from tuque.core.clock import now
from tuque.interactions.tests import factories
from tuque.retention import services
from tuque.retention.permissions import MAY_DECIDE, MAY_READ


def waiting_run(cast):
    """One old record is all there is: its words wait for approval."""
    at = now()
    old = at - timedelta(days=400)
    factories.interaction(cast.noor, at=old, occurred_at=old, note="Long ago")
    officer = next(worker for role, worker in cast.workers.items() if role in MAY_DECIDE)
    rule = services.set_rule(kind="interactions.words", months=12, by=officer, at=at)
    return {"public_id": services.look(rule, at=at).public_id}


ROUTES = {
    "retention:rules": Route(get=MAY_READ),
    "retention:rule": Route(post=MAY_DECIDE, body=lambda cast: {"kind": "interactions.words", "months": "24"}),
    "retention:progress": Route(get=MAY_READ),
    # Nobody doubts the date: there is nothing to confirm, and nothing to record.
    "retention:clock": Route(post=MAY_DECIDE, audited=False),
    "retention:approval": Route(
        post=MAY_DECIDE, names=waiting_run, body=lambda cast: {"shown": "1", "understood": "on"}
    ),
}
