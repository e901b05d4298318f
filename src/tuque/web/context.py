"""What every page knows: who reads it, where they may go, and in which languages it exists."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tuque.accounts.api import kept
from tuque.breakglass import api as breakglass
from tuque.core.clock import now
from tuque.directory import api as directory
from tuque.referrals import api as referrals
from tuque.releases.permissions import MAY_HAVE_DEVICES
from tuque.web import navigation


def page(request: HttpRequest) -> dict[str, object]:
    worker = getattr(request, "worker", None)
    # Asked of the database by the pages alone that show it: those of the finder, and the entrance.
    events = {"open_events": SimpleLazyObject(lambda: referrals.open_events(at=now()))}
    if worker is None:
        return {"worker": None, "navigation": [], "has_finder": SimpleLazyObject(directory.has_services), **events}
    return {
        "worker": worker,
        **events,
        "navigation": navigation.entries_for(worker, path=request.path),
        "may_have_devices": worker.holds(*MAY_HAVE_DEVICES),
        "drawn_for": lambda: kept.drawn_for(worker),
        # Asked of the database by whole pages alone: a part has no top.
        "bell": SimpleLazyObject(lambda: breakglass.bell_of(worker, at=now())),
    }
