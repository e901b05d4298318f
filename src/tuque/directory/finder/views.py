"""The public finder: no account, no cookie, no script needed. What someone looks for travels in a form and never in an address."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from tuque.accounts import limits
from tuque.accounts.access import public
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.directory import circumstances, published, vocabulary
from tuque.directory.finder import colours, forms, shown, themes
from tuque.directory.finder.themes import Theme
from tuque.directory.search import asking, near
from tuque.directory.search.asking import Found
from tuque.directory.search.fitting import Who
from tuque.directory.search.near import Near
from tuque.directory.walls import for_anyone
from tuque.geo import api as geo

ANYONE = "Anyone in need finds help here without saying who they are."
PAGE, EMBEDDED = "finder/base.html", "finder/embedded.html"
# What an address may carry: nothing that tells anything about a person.
SHAREABLE = ("topic", "lang")
MOST_TYPED = 120


def reader_of(request: HttpRequest) -> str:
    """The language asked for in the address or the form, else the browser's; pages then speak it."""
    asked = request.POST.get("lang") or request.GET.get("lang") or ""
    if asked in dict(settings.LANGUAGES):
        translation.activate(asked)
        request.LANGUAGE_CODE = asked
    return "fr" if (translation.get_language() or "").startswith("fr") else "en"


@csrf_exempt  # a search changes nothing, and needs no cookie
@public(reason=ANYONE)
@for_anyone
def find(request: HttpRequest) -> HttpResponse:
    """The box, the topics, and what was found."""
    return answer(request, Theme())


@csrf_exempt  # as above
@public(reason=ANYONE)
@for_anyone
def themed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same, with the topics, the words and the colour that someone chose for a theme."""
    return answer(request, themes.get_published(slug))


@csrf_exempt  # as above
@public(reason=ANYONE)
@for_anyone
def embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """A themed finder inside a page of another site, where that site was named; elsewhere browsers refuse to show it."""
    theme = themes.get_published(slug)
    if not theme.hosts:
        raise Http404
    response = answer(request, theme, layout=EMBEDDED)
    response._csp_replace = {"frame-ancestors": list(theme.hosts)}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True  # it cannot name sites; frame-ancestors does
    return response


@public(reason=ANYONE)
@require_GET
@for_anyone
def colour_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(colours.sheet(themes.get_published(slug).colour), content_type="text/css; charset=utf-8")


def answer(request: HttpRequest, theme: Theme, *, layout: str = PAGE, sheet: str = "") -> HttpResponse:
    limits.check(request, "finder")
    reader = reader_of(request)
    data = (
        request.POST if request.method == "POST" else {key: request.GET[key] for key in SHAREABLE if key in request.GET}
    )
    form = forms.Search(data)
    form.is_valid()
    kept = forms.kept_ids(request.POST.getlist("s"))
    context: dict[str, object] = {
        "form": form,
        "kept": kept,
        "layout": layout,
        "is_embedded": layout != PAGE,
        "theme": theme,
        "title": theme.title(reader),
        "intro": theme.intro(reader),
        "sheet": sheet or (reverse("finder:colours", args=[theme.slug]) if theme.slug else ""),
        **common(request, reader, theme),
    }
    if form.asks_something:
        page = form.cleaned_data.get("page") or 1
        asked = replace(form.asked(reader=reader), only_topics=theme.every_topic)
        found = asking.ask(asked, at=now(), page=page, counts=not form.was_counted)
        is_counted = found.is_counted or form.was_counted
        context |= results(found, reader, who=form.who) | {
            "counted": form.asks_for if is_counted else "",
            "not_counted": not is_counted,
            "again": again(form, page + 1, kept, reader),
            "topic": vocabulary.topics().get(form.cleaned_data.get("topic", "")),
        }
        context["subtopics"] = forms.subtopics_of(form.cleaned_data.get("topic", ""), reader)
    response = render_page(request, "finder/find.html", context)
    if request.method == "POST":
        # Kept for a while by this browser alone, so that going back from a service shows the results and not a warning.
        response.headers["Cache-Control"] = "private, max-age=600"
    return response


def again(form: forms.Search, page: int, kept: list[UUID], reader: str) -> list[tuple[str, object]]:
    """The same question once more, for the next page."""
    asked = [
        (name, value)
        for name in form.fields
        if name != "page"
        for value in (form.data.getlist(name) if hasattr(form.data, "getlist") else [form.data.get(name)])
        if value
    ]
    return [*asked, ("page", page), ("lang", reader), *(("s", one) for one in kept)]


def results(found: Found, reader: str, *, who: Who | None = None) -> dict[str, object]:
    at = now()
    listed = [shown.show(one.service, reader=reader, at=at, result=one, who=who) for one in found.results]
    question = found.answer.question
    return {
        "found": found,
        "results": listed,
        "points": (points := shown.map_points(listed)),
        "map_props": map_props(points),
        "read_as": list(question.read_as.items()),
        "unknown": question.missing,
        "as_of": at,
    }


def map_props(points: list[dict[str, object]]) -> dict[str, object]:
    return {
        "map": geo.map_around([(float(str(one["lon"])), float(str(one["lat"]))) for one in points]),
        "points": points,
    }


def common(request: HttpRequest, reader: str, theme: Theme | None = None) -> dict[str, object]:
    return {
        "reader": reader,
        "topics": forms.topics_there(reader, theme.topics if theme else ()),
        "languages": forms.languages_there(reader),
        "genders": [(code, one.of_oneself(reader)) for code, one in circumstances.genders().items()],
        "statuses": [(code, one.of_oneself(reader)) for code, one in circumstances.statuses().items()],
        "address": request.path,
        # What the same page in the other language goes on with.
        "keeps": f"{urlencode({'topic': request.GET['topic']})}&" if "topic" in request.GET else "",
    }


@csrf_exempt  # telling how far the places are changes nothing, and needs no cookie
@public(reason=ANYONE)
@for_anyone
def service(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All that anyone may know of one service; how far its places are, from a place that is sent and kept nowhere."""
    limits.check(request, "finder")
    reader = reader_of(request)
    found = published.find(public_id)
    if found is None:
        kept = published.kept_for(public_id)
        if kept is None:
            raise Http404
        return redirect(f"{reverse('finder:service', args=[kept])}?lang={reader}&led=on")
    typed = request.POST.get("near", "")[:MOST_TYPED]
    said = near.find(typed, reader=reader) if typed.strip() else Near()
    one = shown.show(found, reader=reader, at=now(), near=(said.where.lon, said.where.lat) if said.where else None)
    points = shown.map_points([one])
    context = {
        "one": one,
        "is_led": "led" in request.GET,
        "near": typed,
        "said": said,
        "points": points,
        "map_props": map_props(points),
        **common(request, reader),
    }
    return render_page(request, "finder/service.html", context)


@public(reason=ANYONE)
@require_GET
@for_anyone
def own_list(request: HttpRequest) -> HttpResponse:
    """Someone's own list, to print or to pass on: the services are in its address, and kept nowhere."""
    reader = reader_of(request)
    ids = forms.kept_ids(request.GET.getlist("s"))
    listed = [shown.show(one, reader=reader, at=now()) for one in asking.by_ids(ids)]
    context = {"results": listed, "gone": len(ids) - len(listed), "as_of": now(), **common(request, reader)}
    link = request.build_absolute_uri(f"{request.path}?{shown.list_query([one.id for one in listed], reader)}")
    context |= {"link": link, **shown.ways_to_pass_on(link), "keeps": "".join(f"s={one}&" for one in ids)}
    return render_page(request, "finder/list.html", context)
