"""The desk as anyone finds it: no account, no cookie, no script needed. A question travels in a form, never in an address."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import limits, public
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.directory import api as directory
from tuque.releases.desk import answers, catalogue, counting, files, forms, library, selectors
from tuque.releases.desk.files import Format
from tuque.releases.desk.models import LibraryAnswer, What
from tuque.releases.desk.questions import MOST_SERVICES, Query
from tuque.releases.desk.views import again

MOST_LISTED, MOST_KNOWN, A_PAGE = 12, 5, 20
ANYONE = "Anyone may know what is public, and take it away, without saying who they are."


@csrf_exempt  # a search changes nothing of anyone's, and needs no cookie
@public(reason=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@directory.for_anyone
def home(request: HttpRequest) -> HttpResponse:
    """The box, and what answers: services as a list, a map and a file."""
    limits.check(request, "finder")
    reader = directory.finder_pages.reader_of(request)
    form = forms.Question(asked_of(request))
    form.is_valid()
    context: dict[str, Any] = {
        "form": form,
        "kept": directory.finder_forms.kept_ids(request.POST.getlist("s")),
        "files": catalogue.open_files(),
        "library": list(selectors.public_answers()[:MOST_LISTED]),
        "answered": selectors.public_answers().count(),
        "may_ask": selectors.open_desks().exists(),
        **directory.finder_pages.common(request, reader),
    }
    if form.asks_something:
        context |= _found(form, reader, context["kept"])
    response = render_page(request, "desk/home.html", context)
    if request.method == "POST":
        # As the finder: going back from a service shows the results and not a warning.
        response.headers["Cache-Control"] = "private, max-age=600"
    return response


def asked_of(request: HttpRequest) -> Any:
    """A form; of an address only what tells nothing about a person."""
    if request.method == "POST":
        return request.POST
    return {key: request.GET[key] for key in directory.finder_pages.SHAREABLE if key in request.GET}


def _found(form: forms.Question, reader: str, kept: list[Any]) -> dict[str, Any]:
    page, at, query = form.cleaned_data.get("page") or 1, now(), form.query()
    # A question to the desk is no need of someone's: it counts in the desk's own figures alone.
    found = directory.ask(query.ask(reader=reader, point=form.point()), at=at, page=page, counts=False)
    known = in_library(query.words)[:MOST_KNOWN]
    if page == 1:
        what = What.FOUND if known or (found.results and not found.is_near_miss) else What.NOTHING
        counting.count(what, on=at.date(), language=reader)
    return {
        **directory.finder_pages.results(found, reader),
        "again": directory.finder_pages.again(form, page + 1, kept, reader),
        "asked": [(name, value) for name, value in form.data.items() if name in form.fields and name != "page"],
        "formats": list(Format),
        "most_in_file": MOST_SERVICES,
        "known": known,
        "not_counted": True,
    }


def in_library(words: str) -> list[LibraryAnswer]:
    """The past answers that speak of it, the best first."""
    rows = list(selectors.public_answers())
    texts = [
        (row.public_id, f"{row.question_en} {row.question_fr}", f"{row.answer_en} {row.answer_fr}") for row in rows
    ]
    by_id = {row.public_id: row for row in rows}
    found = library.matching(terms(words), texts, terms=terms)
    return [by_id[one] for one in found]


def terms(text: str) -> list[str]:
    """The words of a text that tell something, as stems of either language."""
    return [directory.stem(word) for word in directory.words_of(text) if directory.tells_something(word)]


@csrf_exempt  # as above
@public(reason=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@directory.for_anyone
def library_page(request: HttpRequest) -> HttpResponse:
    """Every past answer, the newest first, or those that speak of some words, the best first."""
    limits.check(request, "finder")
    reader = directory.finder_pages.reader_of(request)
    words = request.POST.get("words", "").strip()[:400]
    rows = in_library(words) if words else selectors.public_answers()
    wanted = request.POST.get("page") or request.GET.get("page")
    context = {
        "words": words,
        "page": Paginator(rows, A_PAGE).get_page(wanted),
        "reader": reader,
        "address": request.path,
        "may_ask": selectors.open_desks().exists(),
    }
    return render_page(request, "desk/answers.html", context)


@public(reason=ANYONE)
@require_GET
@directory.for_anyone
def past(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A past answer, and what the directory answers to it today."""
    limits.check(request, "finder")
    reader = directory.finder_pages.reader_of(request)
    row = selectors.get_public_answer(public_id)
    counting.count(What.READ, on=now().date(), language=reader)
    context = {"row": row, "here": request.path, "reader": reader, "address": request.path, "as_of": now()}
    context |= again.run(Query.of(row.query), reader=reader)
    return render_page(request, "desk/past.html", context)


@csrf_exempt  # it changes nothing of anyone's: what is asked stays out of the address
@public(reason=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@directory.for_anyone
def file(request: HttpRequest) -> HttpResponse:
    """The answer to the same question as a file, with its licence, its date and its method inside."""
    if request.method != "POST":
        return redirect("data:home")
    limits.check(request, "finder")
    reader = directory.finder_pages.reader_of(request)
    form = forms.Question(request.POST)
    form.is_valid()
    wanted = request.POST.get("format", "")
    if not form.asks_something or wanted not in list(Format):
        return redirect("data:home")
    counting.count(What.FILE, on=now().date(), language=reader)
    page = request.build_absolute_uri(reverse("data:home"))
    return as_file(form.query(), Format(wanted), reader=reader, page=page, point=form.point())


def as_file(
    query: Query, form: Format, *, reader: str, page: str, point: tuple[float, float] | None = None
) -> HttpResponse:
    """Today's answer to a question, as a file to keep. `page` is where it comes from."""
    at = timezone.localtime(now())
    answer = answers.answer(query, reader=reader, at=at, point=point)
    body = files.write(answer, form, reader=reader, page=page, at=at)
    response = HttpResponse(body, content_type=files.TYPES[form])
    name = slugify(query.words or query.topic or "services")[:40] or "services"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{at:%Y-%m-%d}.{form}"'
    return response
