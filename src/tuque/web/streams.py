"""Live streams' one address: who may follow which, the rows for those who ask again and again, the stream for the rest."""

import hashlib

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from tuque.accounts.access import public, signed_in
from tuque.accounts.middleware import WorkerRequest, note_seen
from tuque.accounts.models import Worker
from tuque.core import streams, wall
from tuque.core.clock import now
from tuque.core.pages import wants_json
from tuque.core.problems import NotFound
from tuque.core.streams import OPENINGS, Opening, Row, row_event


@require_GET
@signed_in
def stream(request: WorkerRequest, kind: str, ref: str) -> HttpResponseBase:
    """Rows after a number: as JSON for a page that polls, as server-sent events for one that listens.

    A server that cannot hold a stream open answers what there is now and ends: the browser comes back by itself.
    """
    name, read = find(request.worker, kind, ref)
    after = first_number(request, name)
    return answer(request, opening(request, kind, ref, name=name, read=read, after=after))


@public(reason="Someone without an account follows what the secret of their page opens: a conversation of their own.")
@require_GET
def open_stream(request: HttpRequest, kind: str, ref: str) -> HttpResponseBase:
    """The same for whoever holds a secret, which comes in a header. Raises NotFound for any that opens nothing."""
    known = streams.find_open_kind(kind)
    held = known.find(ref, request.headers.get("X-Key", "")) if known else None
    if known is None or held is None:
        raise NotFound
    with wall.within(held.organization_id):
        after = first_number(request, held.name)
        return answer(request, opening_of_holder(held, known.read, after=after))


def answer(request: HttpRequest, found: Opening) -> HttpResponseBase:
    """The rows as JSON, the stream for the hub to go on with, or what there is now where no hub is."""
    if wants_json(request):
        return rows_as_json(found.read(found.name, found.after), after=found.after)
    openings = openings_of(request)
    if openings is None:
        content = [b"retry: 5000\n\n", *(row_event(row) for row in found.read(found.name, found.after))]
    else:
        content = []
        openings.append(found)
    response = StreamingHttpResponse(content, content_type="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that gathers answers would keep the news to itself
    return response


def find(viewer: Worker, kind: str, ref: str) -> tuple[str, streams.Reader]:
    """The stream's name and reader. Raises NotFound when there is none, or none for this viewer."""
    found = streams.find_kind(kind)
    name = found.find(viewer, ref) if found else None
    if found is None or name is None:
        raise NotFound
    return name, found.read


def first_number(request: HttpRequest, name: str) -> int:
    """Where the reader is: what its browser remembers, or what its page was made with, or the present."""
    said = request.headers.get("Last-Event-ID") or request.GET.get("after") or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else streams.last_sequence(name)


def rows_as_json(rows: list[Row], *, after: int) -> HttpResponse:
    last = rows[-1].sequence if rows else after
    listed = [{"sequence": row.sequence, "kind": row.kind, "payload": row.payload} for row in rows]
    return JsonResponse({"at": now().isoformat(), "sequence": last, "rows": listed})


def openings_of(request: HttpRequest) -> list[Opening] | None:
    """Where to leave an Opening; None when the server cannot stream."""
    found = request.META.get("asgi.scope", {}).get(OPENINGS)
    return found if isinstance(found, list) else None


def opening(request: WorkerRequest, kind: str, ref: str, *, name: str, read: streams.Reader, after: int) -> Opening:
    session_key = request.session.session_key or ""

    def is_still_allowed() -> bool:
        """Asked on the doorstep."""
        worker = worker_of(session_key)
        if worker is None:
            return False
        note_seen(
            session_key, of=worker
        )  # a page that listens is in use: nobody waits for a person in crisis signed out
        with wall.within(worker.organization_id, worker_id=worker.pk):
            try:
                return find(worker, kind, ref)[0] == name
            except NotFound:
                return False

    return Opening(
        name=name,
        read=read,
        after=after,
        worker_id=request.worker.pk,
        organization_id=request.worker.organization_id,
        session_hash=hashlib.sha256(session_key.encode()).hexdigest(),
        is_still_allowed=is_still_allowed,
    )


NOBODY = 0  # no worker has this key


def opening_of_holder(held: streams.Held, read: streams.Reader, *, after: int) -> Opening:
    return Opening(
        name=held.name,
        read=read,
        after=after,
        worker_id=NOBODY,
        organization_id=held.organization_id,
        session_hash="",
        is_still_allowed=held.is_still_allowed,
    )


def worker_of(session_key: str) -> Worker | None:
    """Who holds this session now; None when it has ended, or when the worker was disabled."""
    request = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, Worker) and user.is_authenticated else None
