"""The pages where directors make agreements, and where anyone who answers for privacy reads who sees what, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.agreements import clauses, forms, permissions, selectors, services, words
from tuque.agreements.codes import EndReason
from tuque.agreements.models import Version
from tuque.agreements.selectors import Whole
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound, Problem


@dataclass(frozen=True)
class Line:
    """An agreement in a list."""

    whole: Whole
    stands: str
    partners: str
    to_sign: bool


@dataclass(frozen=True)
class ReadClause:
    number: int
    giver: str
    reader: str
    sentences: Sequence[str]


@roles_allowed(*permissions.MAY_READ)
@require_GET
def list_agreements(request: WorkerRequest) -> HttpResponse:
    at = now()
    lines = [_line(whole, request, at=at) for whole in selectors.list_agreements(viewer=request.worker)]
    context = {"lines": lines, "can_bind": permissions.can_bind(request.worker)}
    return render_page(request, "agreements/list.html", context)


def _line(whole: Whole, request: WorkerRequest, *, at: datetime) -> Line:
    own = request.worker.organization_id
    return Line(
        whole=whole,
        stands=whole.stands(at=at),
        partners=", ".join(party.name for party in whole.parties if party.pk != own),
        to_sign=_may_sign(whole, request),
    )


def _may_sign(whole: Whole, request: WorkerRequest) -> bool:
    proposed = whole.open is not None and whole.open.state == Version.State.PROPOSED
    waiting = any(party.pk == request.worker.organization_id for party in whole.unsigned)
    return proposed and waiting and not whole.ending and permissions.can_bind(request.worker)


@roles_allowed(*permissions.MAY_BIND)
@require_http_methods(["GET", "POST"])
def new(request: WorkerRequest) -> HttpResponse:
    partners = list(selectors.list_partners(viewer=request.worker))
    form = forms.NewAgreement(request.POST or None, partners=partners)
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.period(request.worker.organization.zone)
        agreement = services.draft_agreement(
            title_en=form.cleaned_data["title_en"],
            title_fr=form.cleaned_data["title_fr"],
            partners=form.partners(),
            starts_at=starts_at,
            ends_at=ends_at,
            by=request.worker,
            at=now(),
        )
        messages.success(request, _("The draft is made. Now write its first clause."))
        return redirect("agreements:new-clause", agreement.public_id)
    context = {"form": form, "partners": partners}
    return render_page(request, "agreements/new.html", context, status=422 if form.errors else 200)


@roles_allowed(*permissions.MAY_READ)
@require_GET
def agreement(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return _agreement_page(request, selectors.get_agreement(public_id, viewer=request.worker))


def _agreement_page(
    request: WorkerRequest,
    whole: Whole,
    *,
    sign_form: forms.SignForm | None = None,
    end_form: forms.EndForm | None = None,
    version_form: forms.Dates | None = None,
) -> HttpResponse:
    at = now()
    shown = whole.open or whole.current
    names = {party.public_id: party.name for party in whole.parties}
    can_bind = permissions.can_bind(request.worker)
    bound = [form for form in (sign_form, end_form, version_form) if form is not None]
    context = {
        "whole": whole,
        "stands": whole.stands(at=at),
        "shown": shown,
        "last_moment": shown.ends_at if shown else None,
        "clauses": _read(shown, names),
        "current_clauses": _read(whole.current, names) if whole.open and whole.current else [],
        "reasons": dict(EndReason.choices),
        "overlaps": selectors.overlaps(whole, at=at) if not whole.ending else [],
        "is_draft": shown is not None and shown.state == Version.State.DRAFT,
        "can_bind": can_bind,
        "may_sign": _may_sign(whole, request),
        "zone": request.worker.organization.zone,
        "sign_form": sign_form or forms.SignForm(),
        "end_form": end_form or forms.EndForm(),
        "version_form": version_form or forms.Dates(),
    }
    return render_page(request, "agreements/agreement.html", context, status=422 if bound else 200)


def _read(version: Version | None, names: dict[UUID, str]) -> list[ReadClause]:
    if version is None:
        return []
    return [
        ReadClause(
            number=clause.number,
            giver=names.get(clause.giver, "?"),
            reader=names.get(clause.reader, "?"),
            sentences=words.clause_in_words(clause, names, law=str(stored.get("law", ""))),
        )
        for clause, stored in zip(clauses.read(version.clauses), version.clauses, strict=True)
    ]


@roles_allowed(*permissions.MAY_BIND)
@require_http_methods(["GET", "POST"])
def new_clause(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return _clause_page(request, public_id, None)


@roles_allowed(*permissions.MAY_BIND)
@require_http_methods(["GET", "POST"])
def clause(request: WorkerRequest, public_id: UUID, number: int) -> HttpResponse:
    return _clause_page(request, public_id, number)


def _clause_page(request: WorkerRequest, public_id: UUID, number: int | None) -> HttpResponse:
    whole = selectors.get_agreement(public_id, viewer=request.worker)
    initial = _stored_clause(whole, number)
    form = forms.ClauseForm(request.POST or None, parties=whole.parties, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_clause(whole.agreement, form.written(), number=number, by=request.worker, at=now())
        messages.success(request, _("The clause is in the draft."))
        return redirect("agreements:agreement", public_id)
    context = {"whole": whole, "form": form, "number": number}
    return render_page(request, "agreements/clause.html", context, status=422 if form.errors else 200)


def _stored_clause(whole: Whole, number: int | None) -> dict[str, object]:
    if number is None:
        others = [str(party.public_id) for party in whole.parties if party.pk != whole.agreement.organization_id]
        return {"giver": str(whole.agreement.organization.public_id), "reader": others[0] if others else ""}
    shown = whole.open or whole.current
    if shown is None or not 1 <= number <= len(shown.clauses):
        raise NotFound
    return dict(shown.clauses[number - 1])


@roles_allowed(*permissions.MAY_BIND)
@require_POST
def clause_removal(request: WorkerRequest, public_id: UUID, number: int) -> HttpResponse:
    whole = selectors.get_agreement(public_id, viewer=request.worker)
    services.remove_clause(whole.agreement, number, by=request.worker, at=now())
    messages.success(request, _("The clause is taken out of the draft."))
    return redirect("agreements:agreement", public_id)


@roles_allowed(*permissions.MAY_BIND)
@require_POST
def proposal(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    whole = selectors.get_agreement(public_id, viewer=request.worker)
    try:
        services.propose(whole.agreement, by=request.worker, at=now())
    except Problem as problem:
        messages.error(request, problem.message())
    else:
        messages.success(request, _("The version is before the parties. Each director signs it on this page."))
    return redirect("agreements:agreement", public_id)


@roles_allowed(*permissions.MAY_BIND)
@require_POST
def signature(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    whole = selectors.get_agreement(public_id, viewer=request.worker)
    form = forms.SignForm(request.POST)
    if not form.is_valid():
        return _agreement_page(request, whole, sign_form=form)
    version = services.sign(whole.agreement, capacity=form.cleaned_data["capacity"], by=request.worker, at=now())
    if version.state == Version.State.IN_FORCE:
        messages.success(request, _("All parties have signed: the agreement is in force."))
    else:
        messages.success(request, _("You have signed. It comes into force when every party has."))
    return redirect("agreements:agreement", public_id)


@roles_allowed(*permissions.MAY_BIND)
@require_POST
def version(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A new version, with the clauses of the last."""
    whole = selectors.get_agreement(public_id, viewer=request.worker)
    form = forms.Dates(request.POST)
    if not form.is_valid():
        return _agreement_page(request, whole, version_form=form)
    starts_at, ends_at = form.period(request.worker.organization.zone)
    services.draft_version(whole.agreement, starts_at=starts_at, ends_at=ends_at, by=request.worker, at=now())
    messages.success(request, _("A new version is drafted, with the same clauses. Change them, then propose it."))
    return redirect("agreements:agreement", public_id)


@roles_allowed(*permissions.MAY_BIND)
@require_POST
def dropping(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    whole = selectors.get_agreement(public_id, viewer=request.worker)
    services.drop_version(whole.agreement, by=request.worker, at=now())
    messages.success(request, _("The version is dropped. What is in force, if anything, stays as it was."))
    return redirect("agreements:list")


@roles_allowed(*permissions.MAY_BIND)
@require_POST
def ending(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    whole = selectors.get_agreement(public_id, viewer=request.worker)
    form = forms.EndForm(request.POST)
    if not form.is_valid():
        return _agreement_page(request, whole, end_form=form)
    reason = EndReason(form.cleaned_data["reason"])
    services.end_agreement(whole.agreement, reason=reason, by=request.worker, at=now())
    messages.success(request, _("The agreement is ended: nothing crosses any more."))
    return redirect("agreements:agreement", public_id)


@roles_allowed(*permissions.MAY_READ)
@require_GET
def who_sees_what(request: WorkerRequest) -> HttpResponse:
    """In plain words: what each role sees here, what partners read of ours, and what we read of theirs."""
    at, own = now(), request.worker.organization
    found: list[tuple[Whole, ReadClause, bool]] = []
    for whole in selectors.list_agreements(viewer=request.worker):
        if whole.stands(at=at) != "in_force" or whole.current is None:
            continue
        names = {party.public_id: party.name for party in whole.parties if party.is_active}
        for clause, read in zip(clauses.read(whole.current.clauses), _read(whole.current, names), strict=True):
            if own.public_id in (clause.giver, clause.reader) and {clause.giver, clause.reader} <= names.keys():
                found.append((whole, read, clause.giver == own.public_id))
    context = {
        "rules": words.OWN_RULES,
        "given": [(whole, read) for whole, read, is_given in found if is_given],
        "received": [(whole, read) for whole, read, is_given in found if not is_given],
        "as_of": at,
    }
    return render_page(request, "agreements/who_sees_what.html", context)
