"""The addresses of HSDS: lists in pages or a line for each, one whole record, by GET or by POST."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import limits, public
from tuque.directory import published
from tuque.directory.exports import choosing
from tuque.directory.interface import asking, description, topics
from tuque.directory.interface.asking import Question, Refused
from tuque.directory.interface.nesting import Json, Nesting, dates_only, in_parts
from tuque.directory.models import Source
from tuque.directory.walls import for_anyone

OPEN = "HSDS is for any program; only what is public is in it."
Rows = Callable[[Question], "QuerySet[Any]"]


@public(reason=OPEN)
@require_GET
def root(request: HttpRequest) -> HttpResponse:
    """What this interface is."""
    return _json(
        {
            "version": "3.0",
            "profile": request.build_absolute_uri(reverse("hsds:profile")),
            "openapi_url": request.build_absolute_uri(reverse("hsds:openapi")),
        }
    )


@public(reason=OPEN)
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    return _json(description.openapi(request.build_absolute_uri(reverse("hsds:root"))))


@public(reason=OPEN)
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    return _json(description.profile())


def listing(
    name: str, rows: Rows, ours: Callable[[Question], list[Json]] = lambda question: []
) -> Callable[..., HttpResponseBase]:
    """The view of a list. `ours`: what stands after its rows and is in no table."""

    @public(reason=OPEN)
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @for_anyone
    def view(request: HttpRequest) -> HttpResponseBase:
        limits.check(request, "hsds")
        try:
            question = asking.read(request)
        except Refused as problem:
            return _json({"status": 400, "detail": problem.detail}, status=400)
        found, last = rows(question), ours(question)
        if question.format == "ndjson":
            return StreamingHttpResponse(_lines(name, found, question, last), content_type="application/x-ndjson")
        return _json(_page(name, found, question, last))

    return view


def single(name: str) -> Callable[..., HttpResponseBase]:
    """The view of one whole record."""

    @public(reason=OPEN)
    @require_GET
    @for_anyone
    def view(request: HttpRequest, wanted: str) -> HttpResponseBase:
        limits.check(request, "hsds")
        row = asking.by_id(published.tables()[name], wanted)
        if row is None and name == "service" and (kept := asking.kept_for(wanted)):
            return redirect("hsds:service", kept)
        if row is None and (one := topics.whole(name, wanted)):
            return _json(one)
        if row is None:
            return _json({"status": 404, "detail": "There is no public record with this id."}, status=404)
        (made,) = Nesting().full(name, [row])
        if name == "organization":
            _add_services([row], [made], whole=request.GET.get("full_service", "").lower() == "true")
        elif name == "service_at_location" and row.service and row.service.is_public:
            made["service"] = Nesting().full("service", [row.service])[0]
        return _json(made)

    return view


@public(reason=OPEN)
@require_GET
@for_anyone
def package(request: HttpRequest, code: str) -> HttpResponse:
    """The open-data feed of a source: an HSDS data package with its licence, without named people."""
    limits.check(request, "hsds")
    source = Source.objects.filter(code=code, is_open=True).order_by("pk").first()
    if source is None:
        return _json({"status": 404, "detail": "There is no open source with this code."}, status=404)
    response = HttpResponse(choosing.open_data(source), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{source.code}-hsds.zip"'
    return response


def _page(name: str, rows: "QuerySet[Any]", question: Question, last: list[Json]) -> Json:
    in_table = rows.count()
    total = in_table + len(last)
    pages = max(1, math.ceil(total / question.per_page))
    start = (question.page - 1) * question.per_page
    ordered = rows if rows.ordered else rows.order_by("pk")
    end = start + question.per_page
    rest = last[max(0, start - in_table) : max(0, end - in_table)]
    contents = [*_contents(name, list(ordered[start:end]), question), *_ours(rest, question)]
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": question.page,
        "size": len(contents),
        "first_page": question.page == 1,
        "last_page": question.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _ours(some: list[Json], question: Question) -> list[Json]:
    return [{"id": one["id"], "last_modified": topics.CHANGED_AT} for one in some] if question.minimal else some


def _lines(name: str, rows: "QuerySet[Any]", question: Question, last: list[Json]) -> Iterator[str]:
    for part in in_parts(rows):
        for one in _contents(name, part, question):
            yield json.dumps(one, ensure_ascii=False) + "\n"
    for one in _ours(last, question):
        yield json.dumps(one, ensure_ascii=False) + "\n"


def _contents(name: str, part: list[Any], question: Question) -> list[Json]:
    if question.minimal:
        return dates_only(part)
    if question.full:
        made = Nesting().full(name, part)
    else:
        made = Nesting().simple(name, part, singles=name != "organization")
    if name == "organization" and question.full_service:
        _add_services(part, made, whole=True)
    return made


def _add_services(agencies: list[Any], made: list[Json], *, whole: bool) -> None:
    """To each organization its services: whole, or in short."""
    rows = list(published.tables()["service"].filter(agency__in=agencies).order_by("pk"))
    written = Nesting().full("service", rows) if whole else Nesting().simple("service", rows, singles=False)
    by_agency: dict[int | None, list[Json]] = defaultdict(list)
    for row, one in zip(rows, written, strict=True):
        by_agency[row.agency_id].append(one)
    for agency, one in zip(agencies, made, strict=True):
        one["services"] = by_agency[agency.pk]


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(
        json.dumps(value, ensure_ascii=False), content_type="application/json; charset=utf-8", status=status
    )


services = listing("service", asking.services)
organizations = listing("organization", asking.organizations)
service_at_locations = listing("service_at_location", asking.service_at_locations)
taxonomies = listing("taxonomy", asking.taxonomies, asking.own_taxonomies)
taxonomy_terms = listing("taxonomy_term", asking.taxonomy_terms, asking.own_terms)
service, organization = single("service"), single("organization")
service_at_location, taxonomy, taxonomy_term = (
    single("service_at_location"),
    single("taxonomy"),
    single("taxonomy_term"),
)
