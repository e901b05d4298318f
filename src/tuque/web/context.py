"""What every page knows: who reads it, where they may go, and in which languages it exists."""

from django.http import HttpRequest

from tuque.web import navigation


def page(request: HttpRequest) -> dict[str, object]:
    worker = getattr(request, "worker", None)
    return {"worker": worker, "navigation": navigation.entries_for(worker, path=request.path) if worker else []}
