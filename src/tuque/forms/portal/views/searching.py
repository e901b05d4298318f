"""A few letters of a long list's choice, for the phone: the choices that have them."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, signed_in
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.forms import selectors
from tuque.forms.binding import Option, find_choices


@signed_in
@require_GET
def find(request: WorkerRequest, version_id: UUID, code: str) -> HttpResponse:
    one = selectors.get_form_of_id(version_id, viewer=request.worker).form.find_field(code)
    if one is None or not one.is_searched:
        raise NotFound
    language = get_language()
    chosen = find_choices(one, request.GET.get("words", "")[:80], language=language)
    found = [Option(choice.code, choice.label.in_language(language)) for choice in chosen]
    context = {"found": found, "name": one.code, "kind": "checkbox" if one.type == "many" else "radio"}
    return render_page(request, "forms/_found_choices.html", context)
