"""Taxonomies: attached or imported, which of their terms means which topic, and the terms that a service carries."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import Organization, WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import permissions, selectors, vocabulary
from tuque.directory.clearing import ClearText
from tuque.directory.forms import topic_choices
from tuque.directory.imports.bundle import Bundle
from tuque.directory.models import Attribute, FieldText, Service, Taxonomy, TaxonomyTerm
from tuque.directory.problems import FeedRefused
from tuque.directory.services import taxonomies as services
from tuque.directory.taxonomies import shipped, suggesting, terms
from tuque.directory.taxonomies.reading import About
from tuque.directory.taxonomies.terms import Term
from tuque.directory.views.feeds import LARGEST

PAGE, MOST_FOUND = 40, 30
NONE = "-"  # on the page: it means no topic of ours


class TaxonomyForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV with the columns code, parent, name_en, name_fr, description."),
    )
    code = forms.SlugField(
        max_length=40,
        label=gettext_lazy("Code of the taxonomy"),
        help_text=gettext_lazy("As your feeds name it on their terms, where they do. The same code again is compared."),
    )
    name = ClearText(max_length=200, label=gettext_lazy("Name of the taxonomy"))
    version = ClearText(max_length=60, required=False, label=gettext_lazy("Edition"))
    licence = ClearText(max_length=200, required=False, label=gettext_lazy("Licence"))


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def every(request: WorkerRequest) -> HttpResponse:
    organization, reader = request.worker.organization, _reader()
    form = TaxonomyForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        limits.check(request, "import")
        if form.is_valid():
            clean = form.cleaned_data
            about = About(clean["code"], clean["name"], clean["version"])
            try:
                bundle = _read(clean["file"], about, organization)
            except FeedRefused as problem:
                form.add_error("file", problem.message())
            else:
                run = services.prepare(
                    organization=organization,
                    about=about,
                    bundle=bundle,
                    licence=clean["licence"],
                    file_name=clean["file"].name,
                    by=request.worker,
                    at=now(),
                )
                return redirect("directory:import", run.public_id)
    context = {
        "form": form,
        "held": _held(organization.pk),
        "shipped": [(one.code, one.name(reader), one.about(reader), one.licence) for one in shipped.every().values()],
    }
    return render_page(request, "directory/taxonomies.html", context, status=422 if form.errors else 200)


def _read(file: "UploadedFile[Any]", about: About, organization: Organization) -> Bundle:
    """Raises FeedRefused."""
    if (file.size or 0) > LARGEST:
        raise FeedRefused(reason="too_large")
    with tempfile.NamedTemporaryFile() as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return services.read(organization=organization, file=Path(kept.name), about=about)


def _held(organization_id: int) -> list[dict[str, object]]:
    """The taxonomies that there are terms of: their size, how many terms are on services, how many were decided."""
    there, carried = terms.every(organization_id), terms.carried(organization_id)
    known = terms.decided(organization_id, there)
    named = {
        row.hsds_id: row
        for row in Taxonomy.objects.filter(organization_id=organization_id, gone_at__isnull=True)
        .select_related("source")
        .order_by("-source__format", "pk")
    }
    found: dict[str, dict[str, object]] = {}
    for key, term in there.items():
        row = named.get(key[0])
        told = found.setdefault(
            key[0],
            {
                "code": key[0],
                "name": (row.name if row else "") or key[0],
                "licence": row.source.licence if row else "",
                "terms": 0,
                "used": 0,
                "decided": 0,
            },
        )
        told["terms"] = int(str(told["terms"])) + 1
        told["used"] = int(str(told["used"])) + any(carried[pk] for pk in term.every)
        told["decided"] = int(str(told["decided"])) + (key in known)
    return sorted(found.values(), key=lambda one: vocabulary.folded(str(one["name"])))


@require_POST
@roles_allowed(*permissions.KEEPERS)
def attach(request: WorkerRequest) -> HttpResponse:
    limits.check(request, "import")
    chosen = shipped.every().get(request.POST.get("taxonomy", ""))
    if chosen is None:
        raise NotFound
    run = services.attach(
        organization=request.worker.organization, shipped=chosen, language=_reader(), by=request.worker, at=now()
    )
    return redirect("directory:import", run.public_id)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def one(request: WorkerRequest, code: str) -> HttpResponse:
    """The terms of a taxonomy, and the topic that each means: suggested by its name, decided by a person."""
    organization = request.worker.organization
    there = terms.every(organization.pk, taxonomy=code)
    if not there:
        raise NotFound
    if request.method == "POST":
        changed = services.decide(
            taxonomy=code, decisions=dict(_decisions(request, there)), by=request.worker, at=now()
        )
        words = ngettext(
            "Kept. %(number)s service is under other topics than before.",
            "Kept. %(number)s services are under other topics than before.",
            changed,
        )
        messages.success(request, words % {"number": changed})
        return redirect(request.get_full_path())
    reader = _reader()
    carried, known = terms.carried(organization.pk), terms.decided(organization.pk, there)
    search, show = vocabulary.folded(request.GET.get("search", ""))[:80], request.GET.get("show", "")
    other = _names([term.pk for term in there.values()], "") if search else {}
    chosen = [
        term
        for key, term in there.items()
        if (not search or search in vocabulary.folded(f"{term.name} {key[1]} {other.get(term.pk, '')}"))
        and (show != "undecided" or key not in known)
        and (show != "used" or any(carried[pk] for pk in term.every))
    ]
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    row = services.own(organization, code)
    context = {
        "code": code,
        "row": row,
        "name": row.name if row else code,
        "page": page,
        "lines": _lines(list(page), there, known, carried, reader),
        "topics": topic_choices(reader),
        "none": NONE,
        "search": request.GET.get("search", "")[:80],
        "show": show,
        "number": len(there),
    }
    return render_page(request, "directory/taxonomy.html", context)


def _decisions(request: WorkerRequest, there: dict[tuple[str, str], Term]) -> list[tuple[str, str | None]]:
    """What was chosen for each term of the page; a choice that is no topic counts as undecided."""
    by_pk = {str(term.pk): key[1] for key, term in there.items()}
    told = [(by_pk[name[2:]], request.POST[name]) for name in request.POST if name[2:] in by_pk and name[:2] == "t."]
    topics = vocabulary.topics()
    return [(code, "" if value == NONE else value if value in topics else None) for code, value in told]


def _lines(
    page: list[Term],
    there: dict[tuple[str, str], Term],
    known: dict[tuple[str, str], str],
    carried: dict[int, int],
    reader: str,
) -> list[dict[str, object]]:
    names = _names([term.pk for term in page], reader)
    suggest = suggesting.suggester()
    topics = vocabulary.topics()
    lines = []
    for term in page:
        name = names.get(term.pk, term.name)
        suggested = suggest([term.name, name]) if term.key not in known else ""
        above = there.get(term.above) if term.above else None
        lines.append(
            {
                "term": term,
                "name": name,
                "code": term.key[1],
                "above": above.name if above else "",
                "services": sum(carried.get(pk, 0) for pk in term.every),
                "decision": (known[term.key] or NONE) if term.key in known else "",
                "suggested": suggested,
                "suggested_name": topics[suggested].name(reader) if suggested else "",
            }
        )
    return lines


def _names(pks: list[int], reader: str) -> dict[int, str]:
    """The names in the reader's language, where the list gives them; in whatever other language where there is no reader."""
    own = TaxonomyTerm.objects.filter(pk__in=pks)
    rows = dict(own.values_list("public_id", "pk"))
    told = FieldText.objects.filter(entity="taxonomy_term", field="name", record__in=own.values("public_id"))
    if reader:
        told = told.filter(language=reader)
    return {rows[record]: text for record, text in told.values_list("record", "text")}


@require_POST
@roles_allowed(*permissions.KEEPERS)
def publication(request: WorkerRequest, code: str) -> HttpResponse:
    row = services.own(request.worker.organization, code)
    if row is None:
        raise NotFound
    to_anyone = request.POST.get("do") == "show"
    services.show(taxonomy=row, to_anyone=to_anyone, by=request.worker, at=now())
    messages.success(request, _("Anyone may see its terms.") if to_anyone else _("Its terms are kept to yourselves."))
    return redirect("directory:taxonomy", code)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.EDITORS)
def of_service(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The terms that a service carries: found by name or code, put on, taken off."""
    row: Service = selectors.get_record("service", public_id, viewer=request.worker)
    own = TaxonomyTerm.objects.filter(organization_id=request.worker.organization_id, gone_at__isnull=True)
    if request.method == "POST":
        term = own.filter(public_id__in=_uuids(request.POST.get("term", ""))).first()
        if term is None:
            raise NotFound
        act = services.take_off if request.POST.get("do") == "off" else services.put_on
        act(service=row, term=term, by=request.worker, at=now())
        return redirect("directory:service-terms", public_id)
    search = " ".join(request.GET.get("search", "").split())[:80]
    carried = Attribute.objects.filter(
        link=row.public_id, link_entity="service", gone_at__isnull=True, term__isnull=False
    )
    held = list(own.filter(pk__in=carried.values("term")).order_by("taxonomy_name", "code"))
    found = _search(own, search).exclude(pk__in=[one.pk for one in held])[:MOST_FOUND] if search else []
    names = _names([one.pk for one in (*held, *found)], _reader())
    context = {
        "row": row,
        "held": [(one, names.get(one.pk, one.name)) for one in held],
        "found": [(one, names.get(one.pk, one.name)) for one in found],
        "search": search,
    }
    return render_page(request, "directory/service_terms.html", context)


def _search(own: "QuerySet[TaxonomyTerm]", search: str) -> "QuerySet[TaxonomyTerm]":
    asked = Q()
    for word in search.split()[:6]:
        texts = FieldText.objects.filter(entity="taxonomy_term", field="name", text__icontains=word).values("record")
        asked &= Q(name__icontains=word) | Q(code__istartswith=word) | Q(public_id__in=texts)
    return own.filter(asked).order_by("taxonomy_name", "code")


def _uuids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _reader() -> str:
    return (get_language() or "en")[:2]
