"""The directory as its editors keep it: a list, one service, any record edited in both languages, its history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import Worker, WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import chosen, forms, labels, opening, permissions, published, quality, selectors, vocabulary
from tuque.directory.imports.remembering import HERE
from tuque.directory.lines import at_its_place, in_one_line, place_in_words
from tuque.directory.models import Agency, Location, Metadata, Service, ServiceAtLocation, ServiceCapacity
from tuque.directory.services import capacity, duplicates, places, records, reminding, upkeep

SHOWS = ("", "verify", "hidden", "gone")


@require_GET
@roles_allowed(*permissions.READERS)
def services(request: WorkerRequest) -> HttpResponse:
    viewer, today = request.worker, now().astimezone(request.worker.organization.zone).date()
    search, show = request.GET.get("search", "").strip()[:100], request.GET.get("show", "")
    language = (get_language() or "en")[:2]
    rows = selectors.list_services(
        viewer,
        language=language,
        search=search,
        show=show if show in SHOWS else "",
        source=request.GET.get("source", ""),
        today=today,
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    shown = list(page)
    names = selectors.names_in(language, [*shown, *(row.agency for row in shown if row.agency)])
    lines = [
        (
            row,
            names.get(row.public_id, ""),
            names.get(row.agency.public_id, "") if row.agency else "",
            labels.STEPS[quality.step(row.assured_date, today=today)],
            row.assured_date,
        )
        for row in shown
    ]
    context = {
        "page": page,
        "lines": lines,
        "search": search,
        "show": show,
        "source": request.GET.get("source", ""),
        "sources": selectors.list_sources(viewer),
        "due": len(reminding.due_keys(viewer.organization_id, today=today)) if show == "verify" else 0,
        "steps": [(months, months == reminding.FROM_MONTHS) for months in quality.STEPS_MONTHS],
        "waiting": selectors.waiting_proposals(viewer).count(),
        "pairs": duplicates.waiting(viewer.organization_id).count() if permissions.can_keep(viewer) else 0,
        "may_edit": permissions.can_edit(viewer),
        "may_keep": permissions.can_keep(viewer),
    }
    return render_page(request, "directory/services.html", context)


@require_GET
@roles_allowed(*permissions.READERS)
def service(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return service_page(request, public_id)


def service_page(request: WorkerRequest, public_id: UUID, *, status: int = 200, **more: object) -> HttpResponse:
    viewer, at = request.worker, now()
    today = at.astimezone(viewer.organization.zone).date()
    seen = selectors.get_service(public_id, viewer=viewer, today=today)
    row = seen.row
    rules = [published.rule_of(one) for one in seen.details["schedule"]]
    specials = [
        opening.Special(one.starts_on, one.ends_on, one.opens_at, one.closes_at) for one in row.special_days.all()
    ]
    hours = opening.Hours(rules, published.zone_of(row.source), specials, row.on_holidays, verified_on=row.assured_date)
    language = (get_language() or "en")[:2]
    context = {
        "row": row,
        "name": selectors.names_in(language, [row]).get(row.public_id, ""),
        "seen": seen,
        "form": forms.RecordForm(entity="service", record=row, texts=seen.texts, reader=language),
        "sections": [
            (name, labels.ENTITIES[name], [(one, in_one_line(name, one)) for one in found])
            for name, found in seen.details.items()
        ],
        "places": [
            (
                place,
                place_in_words(place),
                _sections("location", place),
                tie,
                _own_here(tie, seen),
                len(_services_here(place)) > 1,
            )
            for place, tie in zip(seen.places, seen.ties, strict=True)
        ],
        "state": opening.opening_at(hours, at=at),
        "step": labels.STEPS[seen.step],
        "missing": [labels.QUALITY[part] for part in seen.score.missing],
        "topics": [
            vocabulary.topics()[one.topic].name(language)
            for one in row.topics.all()
            if one.topic in vocabulary.topics()
        ],
        "refused_topics": [
            (one, vocabulary.topics()[one.topic].name(language))
            for one in row.refused_topics.order_by("pk")
            if one.topic in vocabulary.topics()
        ],
        "links": selectors.links_of(row)[:5],
        "may_edit": permissions.can_edit(viewer),
        "zone": viewer.organization.zone,
        "now": at,
        **more,
    }
    return render_page(request, "directory/service.html", context, status=status)


def _own_here(tie: ServiceAtLocation, seen: selectors.Seen) -> list[tuple[str, Any, list[tuple[Any, str]]]]:
    """The telephones and hours of the service at this place alone; asked for where it is in several."""
    found = _sections("service_at_location", tie)
    return found if len(seen.places) > 1 or any(rows for _name, _words, rows in found) else []


def _sections(entity: str, row: Any) -> list[tuple[str, Any, list[tuple[Any, str]]]]:
    """What hangs on a record, of each kind."""
    return [
        (
            name,
            labels.ENTITIES[name],
            [(one, in_one_line(name, one)) for one in selectors.details_of(row, entity, name)],
        )
        for name in selectors.DETAILS[entity]
    ]


def _services_here(location: Location) -> list[Service]:
    ties = location.services_here.filter(gone_at__isnull=True, service__gone_at__isnull=True).select_related("service")
    return [tie.service for tie in ties.order_by("pk") if tie.service]


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.EDITORS)
def new(request: WorkerRequest) -> HttpResponse:
    """A service of the organization's own; its agency is found by its name, or made."""
    language = (get_language() or "en")[:2]
    form = forms.RecordForm(request.POST or None, entity="service", written_in=language, reader=language)
    agency = request.POST.get("agency", "").strip()[:300]
    if request.method == "POST" and form.is_valid():
        row = records.add_service(
            values=form.values,
            texts=form.other_texts,
            states=form.states,
            agency=agency,
            by=request.worker,
            at=now(),
            written_in=language,
        )
        messages.success(request, _("The service was added. Add its telephone, its hours and its place."))
        _say_what_was_cleared(request, form)
        return redirect("directory:service", row.public_id)
    context = {"form": form, "agency": agency, "title": _("Add a service"), "entity": "service"}
    return render_page(request, "directory/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.EDITORS)
def edit(request: WorkerRequest, entity: str, public_id: UUID) -> HttpResponse:
    """Any record, its languages side by side; `also` names one more to write it in."""
    if entity not in forms.SHOWN:
        raise NotFound
    row = selectors.get_record(entity, public_id, viewer=request.worker)
    reader = (get_language() or "en")[:2]
    also = request.GET.get("also", "")
    form = forms.RecordForm(
        request.POST or None,
        entity=entity,
        record=row,
        texts=selectors.texts_of(row),
        reader=reader,
        also=also if also in vocabulary.codes_of_languages() else "",
    )
    chosen = set(request.POST.getlist("topic")) & set(vocabulary.topics())
    if request.method == "POST" and form.is_valid():
        at = now()
        changed = records.change(
            entity=entity,
            record=row,
            values=form.values,
            texts=form.other_texts,
            states=form.states,
            by=request.worker,
            at=at,
        )
        _count_in(row, form, by=request.worker, at=at)
        if entity == "service":
            records.set_topics(service=row, topics=chosen, by=request.worker, at=at)
        messages.success(request, _("Saved.") if changed or entity == "service" else _("Nothing had changed."))
        _say_what_was_cleared(request, form)
        return redirect(_home_of(entity, row))
    held = set(row.topics.values_list("topic", flat=True)) if entity == "service" else set()
    topics = [
        (code, words, within, code in (chosen if request.method == "POST" else held))
        for code, words, within in forms.topic_choices(reader)
    ]
    context = {
        "form": form,
        "row": row,
        "entity": entity,
        "title": _titled(entity, row, reader),
        "back": _home_of(entity, row),
        "topics": topics if entity == "service" else [],
        "held_topics": [words for _code, words, _within, is_held in topics if is_held],
        "may_retire": True,
        "further": forms.further_languages(form),
        "sections": _sections(entity, row) if entity in ("organization", "location") else [],
        "zone": request.worker.organization.zone,
        "services_here": _services_here(row) if entity == "location" else [],
    }
    return render_page(request, "directory/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.EDITORS)
def add(request: WorkerRequest, parent: str, public_id: UUID, entity: str) -> HttpResponse:
    """A telephone, hours, a language, a place… of a service or a place."""
    may = {*selectors.DETAILS.get(parent, ()), *({"location"} if parent == "service" else ())}
    if entity not in may:
        raise NotFound
    row = selectors.get_record(parent, public_id, viewer=request.worker)
    language = (get_language() or "en")[:2]
    form = forms.RecordForm(request.POST or None, entity=entity, written_in=language, reader=language)
    if request.method == "POST" and form.is_valid():
        at = now()
        made = records.add_to(
            parent=parent,
            row=row,
            entity=entity,
            values=form.values,
            texts=form.other_texts,
            states=form.states,
            by=request.worker,
            at=at,
            written_in=language,
        )
        _count_in(made, form, by=request.worker, at=at)
        messages.success(request, _("Saved."))
        _say_what_was_cleared(request, form)
        return redirect(_home_of(parent, row))
    search = request.GET.get("search", "").strip()[:100]
    context = {
        "search": search,
        "shared": places.others_for(row, search=search) if (parent, entity) == ("service", "location") else None,
        "form": form,
        "entity": entity,
        "title": labels.ENTITIES[entity],
        "back": _home_of(parent, row),
        "parent": row,
    }
    return render_page(request, "directory/edit.html", context, status=422 if form.errors else 200)


def _say_what_was_cleared(request: WorkerRequest, form: forms.RecordForm) -> None:
    if form.is_cleared:
        messages.info(request, _("Characters that nobody sees, and that could turn the words around, were taken out."))


def _titled(entity: str, row: Any, reader: str) -> str:
    """“Service: Food hampers”, in the reader's language."""
    if entity == "service":
        told = selectors.names_in(reader, [row]).get(row.public_id) or row.name
    else:
        told = place_in_words(row) if entity == "location" else at_its_place(entity, row)
    words = {"record": labels.ENTITIES[entity], "field": told}
    return pgettext("a record, and its field", "%(record)s: %(field)s") % words if told else str(words["record"])


def _count_in(row: Any, form: forms.RecordForm, *, by: Worker, at: datetime) -> None:
    """What room is counted in, where it was chosen."""
    code = form.cleaned_data.get("unit")
    if isinstance(row, ServiceCapacity) and code is not None and code != chosen.KEEP:
        capacity.set_unit(capacity=row, code=code, by=by, at=at)


@require_POST
@roles_allowed(*permissions.EDITORS)
def share_place(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A service is also at a place that is there already."""
    row = selectors.get_record("service", public_id, viewer=request.worker)
    try:
        location = selectors.get_record("location", UUID(request.POST.get("location", "")), viewer=request.worker)
    except ValueError:
        raise NotFound from None
    places.share(service=row, location=location, by=request.worker, at=now())
    messages.success(request, _("Saved."))
    return redirect("directory:service", public_id)


@require_POST
@roles_allowed(*permissions.EDITORS)
def count(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """So many are free, counted now."""
    row = selectors.get_record("service_capacity", public_id, viewer=request.worker)
    form = forms.CountForm(request.POST)
    if form.is_valid():
        capacity.count(capacity=row, available=form.cleaned_data["available"], by=request.worker, at=now())
        messages.success(request, _("Counted now. The public page says when."))
    else:
        messages.warning(request, _("Write how many are free, as a number."))
    return redirect(_home_of("service_capacity", row))


@require_POST
@roles_allowed(*permissions.EDITORS)
def verify(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = selectors.get_record("service", public_id, viewer=request.worker)
    records.verify(service=row, by=request.worker, at=now())
    messages.success(request, _("Verified today. Thank you."))
    return redirect("directory:service", public_id)


@require_POST
@roles_allowed(*permissions.EDITORS)
def retire(request: WorkerRequest, entity: str, public_id: UUID) -> HttpResponse:
    if entity not in forms.SHOWN:
        raise NotFound
    row = selectors.get_record(entity, public_id, viewer=request.worker)
    is_gone = request.POST.get("gone") != "no"
    records.retire(entity=entity, record=row, is_gone=is_gone, by=request.worker, at=now())
    messages.success(request, _("It was taken out. It is kept with its history.") if is_gone else _("It is back."))
    return redirect(_home_of(entity, row))


@require_POST
@roles_allowed(*permissions.EDITORS)
def topic_back(request: WorkerRequest, public_id: UUID, topic: str) -> HttpResponse:
    """Undo that a person took a topic off a service."""
    row = selectors.get_record("service", public_id, viewer=request.worker)
    records.put_topic_back(service=row, topic=topic, by=request.worker, at=now())
    messages.success(request, _("It is back."))
    return redirect("directory:service", public_id)


@require_GET
@roles_allowed(*permissions.READERS)
def history(request: WorkerRequest, entity: str, public_id: UUID) -> HttpResponse:
    row, lines = selectors.history_of(entity, public_id, viewer=request.worker, at=now())
    reader = (get_language() or "en")[:2]
    told = [(one.line, _of_history(one), *_was_and_became(one.line, reader), _who(one.line)) for one in lines]
    context = {
        "row": row,
        "entity": entity,
        "lines": told,
        "back": _home_of(entity, row),
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "directory/history.html", context)


def _of_history(told: selectors.Told) -> str:
    detail = in_one_line(told.line.resource_type, told.of) if told.of is not None else None
    return labels.of_history(told.line, detail=detail)


def _was_and_became(line: Metadata, reader: str) -> tuple[str, str]:
    was, became = (
        labels.value(line.resource_type, line.field_name, said, reader=reader)
        for said in (line.previous_value, line.replacement_value)
    )
    return was, became


def _who(line: Metadata) -> str:
    who = line.updated_by.removeprefix(HERE)
    return line.worker.name if line.worker else _("The provider, by its link") if who == upkeep.PROVIDER else who


def _home_of(entity: str, row: Any) -> str:
    """The page of the service that a record belongs to; of who offers it; the list where it belongs to neither."""
    found = row if entity == "service" else service_of(row)
    if found:
        return reverse("directory:service", args=[found.public_id])
    if entity != "organization" and getattr(row, "agency_id", None):
        return reverse("directory:edit", args=["organization", row.agency.public_id])
    return reverse("directory:services")


def service_of(row: Any) -> Service | None:
    """The service that a record is of; of several, the first."""
    if row is None or isinstance(row, Service):
        return row
    if getattr(row, "service_id", None):
        own: Service = row.service
        return own
    if getattr(row, "service_at_location_id", None):
        at_place: Service | None = row.service_at_location.service
        return at_place
    rows = Service.objects.filter(organization_id=row.organization_id).order_by("gone_at", "pk")
    location = row.pk if isinstance(row, Location) else getattr(row, "location_id", None)
    if location:
        return rows.filter(at_locations__location_id=location).first()
    return rows.filter(agency=row).first() if isinstance(row, Agency) else None
