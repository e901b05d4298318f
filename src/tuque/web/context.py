"""What every page knows: who reads it, where they may go, and in which languages it exists."""

from django.http import HttpRequest

from tuque.accounts.api import kept
from tuque.web import navigation


def page(request: HttpRequest) -> dict[str, object]:
    worker = getattr(request, "worker", None)
    if worker is None:
        return {"worker": None, "navigation": []}
    return {
        "worker": worker,
        "navigation": navigation.entries_for(worker, path=request.path),
        "drawn_for": lambda: kept.drawn_for(worker),
    }
