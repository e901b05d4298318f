"""The page that a service opens by its link: no account, no script, both languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import limits, public
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import Problem
from tuque.referrals import finding, forms, selectors, states
from tuque.referrals.codes import State
from tuque.referrals.models import AnswerLink, Referral
from tuque.referrals.problems import LinkClosed, NotThatWay
from tuque.referrals.services import answering

REASON = "A service has no account: the secret in the link opens one referral, for some weeks, and nothing else."


@public(reason=REASON)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    limits.check(request, "answer_referral")
    try:
        link = answering.find_link(token, at=now())
        reader = reader_of(request, link)
        with wall.within(link.organization_id):
            context, status = _answer(request, link, reader)
    except LinkClosed as problem:
        reader_of(request, None)
        return _closed(request, problem)
    with timezone.override(context["zone"]):
        return render_page(request, "referrals/answer.html", context, status=status)


def _answer(request: HttpRequest, link: AnswerLink, reader: str) -> tuple[dict[str, Any], int]:
    """Plain values: the page is written outside of the link's organization, for whoever reads it."""
    row = answering.open_referral(link, at=now(), is_read=request.method != "HEAD")
    form, status, trouble, thanks = None, 200, "", False
    if request.method == "POST":
        form = forms.AnswerForm(request.POST, says=says(row))
        if form.is_valid():
            clean = form.cleaned_data
            try:
                row = answering.answer(
                    link, state=State(clean["state"]), reason=clean["reason"], note=clean["note"], at=now()
                )
                form, status, thanks = None, 201, True
            except NotThatWay as problem:
                trouble, status = problem.message(), problem.status
        else:
            status = 422
    shown = {"form": form, "trouble": trouble, "thanks": thanks, "expires_at": link.expires_at}
    return _context(request, row, reader) | shown, status


def says(row: Referral) -> list[State]:
    """What may be said now; what was said last stays among it, so that a form sent twice is no mistake."""
    moves = states.provider_moves(State(row.state))
    return moves if row.state == State.SEEN else [*moves, State(row.state)]


def _context(request: HttpRequest, row: Referral, reader: str) -> dict[str, Any]:
    inquiry = row.need.inquiry
    return {
        "state": State(row.state),
        "reason": row.get_reason_display() if row.reason else "",
        "sent_at": row.sent_at,
        "zone": row.organization.zone,
        "reader": reader,
        "service": row.names.get(reader) or row.name,
        "place": selectors.place_told(row, reader=reader, at=now()),
        "topic": selectors.topic_name(row.need.topic, reader),
        "age_group": inquiry.get_age_group_display(),
        "area": inquiry.area,
        "spoken": finding.spoken_name(inquiry, reader=reader),
        "note": row.note,
        "person": [one for one in (inquiry.name, inquiry.phone, inquiry.email) if one and inquiry.may_share],
        "moves": states.provider_moves(State(row.state)),
        "organization": row.organization.name,
        "reasons": forms.AnswerForm.base_fields["reason"].choices[1:],  # type: ignore[attr-defined]
        "address": request.path,
    }


def reader_of(request: HttpRequest, link: AnswerLink | None) -> str:
    """The language asked for in the address; else the reader's own choice; else the link's."""
    asked = request.POST.get("lang") or request.GET.get("lang") or ""
    if asked not in dict(settings.LANGUAGES) and link and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        asked = link.language
    if asked in dict(settings.LANGUAGES):
        translation.activate(asked)
        request.LANGUAGE_CODE = asked
    return forms.reader()


def _closed(request: HttpRequest, problem: Problem) -> HttpResponse:
    context = {"message": problem.message(), "address": request.path, "reader": forms.reader()}
    return render_page(request, "referrals/answer_closed.html", context, status=problem.status)
