"""Events: the pages of who leads and who helps, and what is public of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, public, roles_allowed
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page, render_part
from tuque.core.problems import NotFound
from tuque.directory import api as directory
from tuque.geo import api as geo
from tuque.referrals import forms as room_forms
from tuque.referrals import live, permissions
from tuque.referrals import selectors as room_selectors
from tuque.referrals.events import feeds, forms, selectors, services
from tuque.referrals.events.models import Event, EventPlace
from tuque.referrals.events.selectors import Public

ANYONE = "In a flood or a fire everyone must find shelters and what is closed, without saying who they are."
READERS = tuple(dict.fromkeys((*permissions.SPECIALISTS, *permissions.COUNTERS)))
NEEDS_A_PAGE = 100


@require_http_methods(["GET", "POST"])
@roles_allowed(*READERS)
def events(request: WorkerRequest) -> HttpResponse:
    """Every event; whoever leads opens one here."""
    form = forms.EventForm(request.POST or None, viewer=request.worker)
    if request.method == "POST" and form.is_valid():
        key = room_forms.key_in(request.POST)
        row = services.open_event(key=key, said=form.said(), by=request.worker, at=now())
        messages.success(request, _("The event is open, and its page is public."))
        return redirect("referrals:event-desk", row.public_id)
    context = {
        "events": selectors.list_events(request.worker),
        "form": form,
        "may_lead": permissions.can_lead(request.worker),
        "key": new_id(),
    }
    return render_page(request, "referrals/events.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@roles_allowed(*READERS)
def desk(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Needs as they arrive, places and how full they are, what the public page says."""
    return _desk(request, selectors.get_event(public_id, viewer=request.worker))


def _desk(
    request: WorkerRequest,
    event: Event,
    *,
    place_form: forms.PlaceForm | None = None,
    where: Mapping[str, object] | None = None,
    event_form: forms.EventForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at, viewer = now(), request.worker
    needs = selectors.arriving(event)
    places = list(event.places.filter(withdrawn_at=None).order_by("kind", "name_en", "pk"))
    known = {name: getattr(event, name) for name in ("kind", "name_en", "name_fr", "where", "words_en", "words_fr")}
    context: dict[str, Any] = {
        "event": event,
        "page": request.build_absolute_uri(reverse("referrals:event", args=[event.slug])),
        "places": places,
        "with_a_page": selectors.records_of(places),
        "needs": [(one, room_selectors.topic_name(one.topic, room_forms.reader())) for one in needs[:NEEDS_A_PAGE]],
        "total": Paginator(needs, NEEDS_A_PAGE).count,
        "may_lead": permissions.can_lead(viewer),
        "may_refer": permissions.can_refer(viewer),
        "sequence": live.sequence_of(viewer.organization),
        "as_of": at.astimezone(viewer.organization.zone),
        "key": new_id(),
        "place_form": place_form or forms.PlaceForm(viewer=viewer),
        "place_where": where or {},
        **_closes(request),
        "event_form": event_form or forms.EventForm(initial=known, viewer=viewer),
        "opens": [name for name, form in (("place", place_form), ("event", event_form)) if form],
    }
    return render_part(
        request, page="referrals/event_desk.html", part="referrals/_event_needs.html", context=context, status=status
    )


@require_POST
@roles_allowed(*permissions.LEADS)
def change(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    event = selectors.get_event(public_id, viewer=request.worker)
    form = forms.EventForm(request.POST, viewer=request.worker)
    if not form.is_valid():
        return _desk(request, event, event_form=form, status=422)
    services.change(event, said=form.said(), by=request.worker, at=now())
    return redirect("referrals:event-desk", public_id)


@require_POST
@roles_allowed(*permissions.LEADS)
def close(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    services.close(selectors.get_event(public_id, viewer=request.worker), by=request.worker, at=now())
    messages.success(request, _("The event is closed. Its page stays, and says so."))
    return redirect("referrals:event-desk", public_id)


@require_POST
@roles_allowed(*permissions.LEADS)
def add_place(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    event = selectors.get_event(public_id, viewer=request.worker)
    if is_looking(request):
        if request.htmx:
            return _closes_part(request)
        form = forms.PlaceForm(viewer=request.worker, typed=request.POST)
        return _desk(request, event, place_form=form, where=_where_typed(request))
    form = forms.PlaceForm(request.POST, viewer=request.worker)
    if not form.is_valid():
        return _desk(request, event, place_form=form, where=_where_typed(request), status=422)
    key = room_forms.key_in(request.POST)
    services.add_place(event, key=key, place=form.place(), by=request.worker, at=now())
    messages.success(request, _("It is on the public page."))
    return redirect("referrals:event-desk", public_id)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.LEADS)
def change_place(request: WorkerRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    """A shelter, a service or a closure as it is on the page, to be put right."""
    event = selectors.get_event(public_id, viewer=request.worker)
    place = selectors.get_place(event, place_id)
    if place.withdrawn_at is not None or event.closed_at is not None:
        raise NotFound
    if is_looking(request) and request.htmx:
        return _closes_part(request)
    looks = is_looking(request)
    form = forms.PlaceForm(
        None if looks else request.POST or None,
        viewer=request.worker,
        place=place,
        typed=request.POST if looks else None,
    )
    if request.method == "POST" and form.is_valid():
        services.change_place(place, told=form.place(), by=request.worker, at=now())
        messages.success(request, _("Changed on the public page."))
        return redirect(f"{reverse('referrals:event-desk', args=[public_id])}#p-{place_id}")
    where: dict[str, object] = {"text": place.address, "lon": place.lon, "lat": place.lat}
    if request.method == "POST":
        where = _where_typed(request)
    context = {"event": event, "place": place, "place_form": form, "where": where, **_closes(request, place)}
    return render_page(request, "referrals/event_place.html", context, status=422 if form.errors else 200)


def is_looking(request: WorkerRequest) -> bool:
    """Whether the form came to find a record of the directory, and nothing is to be kept yet."""
    return "look" in request.POST


def _where_typed(request: WorkerRequest) -> dict[str, object]:
    return {name: request.POST.get(f"where.{name}", "") for name in ("text", "lon", "lat", "place")}


def _closes(request: WorkerRequest, place: EventPlace | None = None) -> dict[str, Any]:
    """The records that may be ticked as closed meanwhile: those that the words find, and the one that is ticked."""
    words = request.POST.get("closes_words", "")[:100]
    ticked = forms.ClosesField.read(request.POST)
    if request.method == "GET" and place:
        ticked = forms.closes_of(place)
    chosen, _places = forms.closed_in(ticked)
    found = selectors.records(request.worker, words=words, chosen=chosen, reader=room_forms.reader(), at=now())
    return {"records": found, "ticked": ticked, "closes_words": words, "has_looked": bool(words.strip())}


def _closes_part(request: WorkerRequest) -> HttpResponse:
    return render_page(request, "referrals/_event_closes.html", _closes(request) | {"closes_url": request.path})


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def count(request: WorkerRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    """How many places are taken, as of now."""
    place = selectors.get_place(selectors.get_event(public_id, viewer=request.worker), place_id)
    form = forms.CountForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        services.count(place, occupied=clean["occupied"], capacity=clean["capacity"], by=request.worker, at=now())
    else:
        messages.error(request, _("Write how many places are taken, as a number."))
    return redirect(f"{reverse('referrals:event-desk', args=[public_id])}#p-{place_id}")


@require_POST
@roles_allowed(*permissions.LEADS)
def withdraw(request: WorkerRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    place = selectors.get_place(selectors.get_event(public_id, viewer=request.worker), place_id)
    services.withdraw(place, by=request.worker, at=now())
    messages.success(request, _("It is no longer on the page."))
    return redirect("referrals:event-desk", public_id)


# What is public


@public(reason=ANYONE)
@require_GET
@directory.for_anyone
def event(request: HttpRequest, slug: str) -> HttpResponse:
    limits.check(request, "finder")
    context = _context(request, slug, reader_of(request))
    with timezone.override(context["zone"]):
        return render_page(request, "referrals/event.html", context)


def reader_of(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        translation.activate(asked)
        request.LANGUAGE_CODE = asked
    return room_forms.reader()


def _context(request: HttpRequest, slug: str, reader: str) -> dict[str, Any]:
    shown = selectors.read_public(slug, reader=reader, at=now())
    where = [(place, place.lon, place.lat) for place in shown.places if place.lon is not None and place.lat is not None]
    points = [{"name": one.name, "lon": lon, "lat": lat, "url": f"#p-{one.public_id}"} for one, lon, lat in where]
    return {
        "shown": shown,
        "event": shown.event,
        "reader": reader,
        "address": request.path,
        "as_of": now(),
        "zone": shown.event.organization.zone,
        "organization": shown.event.organization.name,
        "points": points,
        "map_props": {"map": geo.map_around([(lon, lat) for _place, lon, lat in where]), "points": points},
    }


def _shown(request: HttpRequest, slug: str) -> tuple[Public, str]:
    """What is public of the event, and its page."""
    limits.check(request, "finder")
    page = request.build_absolute_uri(reverse("referrals:event", args=[slug]))
    return selectors.read_public(slug, reader=reader_of(request), at=now()), page


@public(reason=ANYONE)
@require_GET
@directory.for_anyone
def as_json(request: HttpRequest, slug: str) -> HttpResponse:
    shown, page = _shown(request, slug)
    return _open_to_programs(JsonResponse(feeds.as_json(shown, at=now(), page=page)))


@public(reason=ANYONE)
@require_GET
@directory.for_anyone
def as_geojson(request: HttpRequest, slug: str) -> HttpResponse:
    shown, _page = _shown(request, slug)
    return _open_to_programs(JsonResponse(feeds.as_geojson(shown), content_type="application/geo+json"))


@public(reason=ANYONE)
@require_GET
@directory.for_anyone
def as_atom(request: HttpRequest, slug: str) -> HttpResponse:
    shown, page = _shown(request, slug)
    text = feeds.as_atom(shown, page=page, feed=request.build_absolute_uri())
    return _open_to_programs(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"))


@public(reason=ANYONE)
@require_GET
@directory.for_anyone
def as_cap(request: HttpRequest, slug: str) -> HttpResponse:
    shown, page = _shown(request, slug)
    text = feeds.as_cap(shown, sender=request.get_host(), page=page)
    return _open_to_programs(HttpResponse(text, content_type="application/cap+xml; charset=utf-8"))


@public(reason=ANYONE)
@require_GET
@directory.for_anyone
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    """A folder for who has no network: the page in both languages, and its tables."""
    shown, page = _shown(request, slug)
    pages: dict[str, str] = {}
    for language in ("en", "fr"):
        with translation.override(language):
            context = _context(request, slug, language) | {
                "page": page,
                "site": f"{request.scheme}://{request.get_host()}",
            }
            with timezone.override(context["zone"]):
                pages[f"{language}.html"] = render_to_string("referrals/event_pack.html", context)
    made = feeds.as_pack(shown, pages, at=now(), page=page)
    response = HttpResponse(made, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.zip"'
    return response


def _open_to_programs(response: HttpResponse) -> HttpResponse:
    """Pages of others may read it too: it is public, and the same for everyone."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
