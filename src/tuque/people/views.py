"""People we serve who agreed to be named: search first, nothing listed until asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.agreements import api as agreements
from tuque.breakglass import api as breakglass
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.people import api, erasing, forms, permissions, selectors, services, wording

LONGEST_SEARCH = 80


@roles_allowed(*permissions.MAY_NAME)
@require_http_methods(["GET", "POST"])
def search(request: WorkerRequest) -> HttpResponse:
    """Find someone by name. The words travel in the body: a name must not stay in an address or a log."""
    if request.method == "POST":
        limits.check(request, "search")
    words = request.POST.get("words", "").strip()[:LONGEST_SEARCH]
    people = selectors.find_people(words, viewer=request.worker, at=now()) if words else []
    said = ngettext("%(number)s person found", "%(number)s people found", len(people)) % {"number": len(people)}
    context = {"words": words, "people": people, "said": said, "too_short": 0 < len(words) < selectors.SHORTEST}
    return render_page(request, "people/search.html", context)


@roles_allowed(*permissions.MAY_NAME)
@require_POST
def find(request: WorkerRequest) -> HttpResponse:
    """The choices of a form's person question, as its words are typed."""
    limits.check(request, "search")
    words = request.POST.get("words", "").strip()[:LONGEST_SEARCH]
    found = [api.option_of(person) for person in selectors.find_people(words, viewer=request.worker, at=now())]
    context = {"name": request.POST.get("field", "")[:60], "found": found, "too_short": len(words) < selectors.SHORTEST}
    return render_page(request, "people/_found.html", context)


@roles_allowed(*permissions.MAY_NAME)
@require_http_methods(["GET", "POST"])
def add(request: WorkerRequest) -> HttpResponse:
    """A new name, together with the consent that allows it."""
    at = now()
    form = forms.NewPerson(request.POST or None, at=at)
    namesakes = []
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["someone_else"]:
            namesakes = selectors.list_namesakes(form.cleaned_data["name"], viewer=request.worker, at=at)
        if not namesakes:
            person = services.create_person(
                name=form.cleaned_data["name"],
                birth_year=form.cleaned_data["birth_year"],
                language=form.cleaned_data["language"],
                agreement=form.agreement(),
                by=request.worker,
                at=at,
            )
            messages.success(request, _("The name and the consent are recorded, for twelve months."))
            return redirect("people:person", person.public_id)
    refused = bool(form.errors or namesakes)
    context = {"form": form, "namesakes": namesakes, "wording": wording.CURRENT, "means": forms.MEANS}
    return render_page(request, "people/add.html", context, status=422 if refused else 200)


@roles_allowed(*permissions.MAY_LOOK)
@require_GET
def person(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    looked = selectors.look_at(public_id, viewer=request.worker, at=now())
    return _person_page(request, looked, form=forms.ConsentGiven())


@roles_allowed(*breakglass.MAY_OPEN)
@require_GET
def opened(request: WorkerRequest, opening_id: UUID) -> HttpResponse:
    """A person opened in an emergency: read, and nothing else."""
    opening, looked = selectors.look_at_opened(opening_id, viewer=request.worker, at=now())
    return render_page(request, "people/opened.html", {"opening": opening, "looked": looked})


@roles_allowed(*permissions.MAY_NAME)
@require_POST
def consent(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Consent given again."""
    found = selectors.get_person(public_id, viewer=request.worker)
    form = forms.ConsentGiven(request.POST)
    if not form.is_valid():
        looked = selectors.look_at(public_id, viewer=request.worker, at=now())
        return _person_page(request, looked, form=form)
    services.record_consent(person=found, agreement=form.agreement(), by=request.worker, at=now())
    messages.success(request, _("The consent is recorded, for twelve months."))
    return redirect("people:person", public_id)


@roles_allowed(*permissions.MAY_WITHDRAW)
@require_POST
def withdrawal(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    found = selectors.get_person(public_id, viewer=request.worker)
    services.withdraw_consent(person=found, by=request.worker, at=now())
    messages.success(request, _("The consent is withdrawn. From now on this name is neither offered nor shown."))
    return redirect("people:person", public_id)


@roles_allowed(*permissions.MAY_NAME)
@require_http_methods(["GET", "POST"])
def sharing(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The person says which partners may read what."""
    at = now()
    looked = selectors.look_at(public_id, viewer=request.worker, at=at)
    partners = agreements.partners_with(request.worker.organization, at=at)
    form = forms.SharingGiven(request.POST or None, partners=partners)
    if request.method == "POST" and form.is_valid():
        services.record_sharing(
            person=looked.person,
            organizations=form.chosen(),
            data_classes=[agreements.DataClass(code) for code in form.cleaned_data["data_classes"]],
            agreement=form.agreement(),
            by=request.worker,
            at=at,
        )
        messages.success(request, _("What may be shared is recorded, for twelve months."))
        return redirect("people:person", public_id)
    context = {
        "looked": looked,
        "form": form,
        "partners": partners,
        "wording": wording.CURRENT_SHARING,
        "means": forms.MEANS,
    }
    return render_page(request, "people/sharing.html", context, status=422 if form.errors else 200)


@roles_allowed(*permissions.MAY_WITHDRAW)
@require_POST
def sharing_withdrawal(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    consent = selectors.get_sharing(public_id, viewer=request.worker)
    services.withdraw_sharing(consent=consent, by=request.worker, at=now())
    messages.success(request, _("Nothing of this is shared any more, as of now."))
    return redirect("people:person", consent.person.public_id)


@roles_allowed(*permissions.MAY_ERASE)
@require_http_methods(["GET", "POST"])
def erasure(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The right to be forgotten: what would go and what is kept, then the act."""
    looked = selectors.look_at(public_id, viewer=request.worker, at=now())
    form = forms.Erasure(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = erasing.Reason(form.cleaned_data["reason"])
        erasing.erase_person(person=looked.person, reason=reason, by=request.worker, at=now())
        messages.success(request, _("The person is erased. What is kept is said below."))
        return redirect("people:person", public_id)
    context = {"looked": looked, "form": form}
    return render_page(request, "people/erasure.html", context, status=422 if form.errors else 200)


def _person_page(request: WorkerRequest, looked: selectors.Looked, *, form: forms.ConsentGiven) -> HttpResponse:
    context = {
        "looked": looked,
        "form": form,
        "wording": wording.CURRENT,
        "means": forms.MEANS,
        "can_record": permissions.can_name(request.worker),
        "may_erase": permissions.can_erase(request.worker),
        "may_see_looks": permissions.can_see_ended_names(request.worker),
        "class_labels": dict(agreements.DataClass.choices),
        "now": now(),
    }
    return render_page(request, "people/person.html", context, status=422 if form.errors else 200)
