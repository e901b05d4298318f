"""The four addresses of the protocol: which forms there are, a form, what comes with it, a filled form."""

from uuid import UUID

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import limits
from tuque.core.clock import now
from tuque.core.problems import NotFound
from tuque.forms import api as forms
from tuque.releases.openrosa import offers, receiving, replies
from tuque.releases.openrosa.security import Caller, for_devices

FILLED = "xml_submission_file"
MORE_FOLLOWS = "*isIncomplete*"


@for_devices
@require_http_methods(["GET", "HEAD"])
def form_list(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Every form that the caller may fill and a device can ask; with `formID`, that one alone."""
    wanted = request.GET.get("formID", "")
    language = offers.reader_language()
    found = []
    for one in forms.list_forms(viewer=caller.worker):
        xform = offers.xform_of(one, language=language)
        if xform.xml and wanted in {"", one.form.code}:
            names = [one.version.public_id]
            found.append(
                replies.Listed(
                    code=one.form.code,
                    title=one.form.title.in_language(language),
                    version=forms.name_of(one.version),
                    md5=xform.md5,
                    download_url=request.build_absolute_uri(reverse("openrosa:form", args=names)),
                    manifest_url=request.build_absolute_uri(reverse("openrosa:manifest", args=names)),
                )
            )
    return replies.form_list(found)


@for_devices
@require_http_methods(["GET", "HEAD"])
def form(request: HttpRequest, caller: Caller, public_id: UUID) -> HttpResponse:
    xform = offers.xform_of(forms.get_form_of_id(public_id, viewer=caller.worker), language=offers.reader_language())
    if not xform.xml:
        raise NotFound
    return replies.xml(xform.xml)


@for_devices
@require_http_methods(["GET", "HEAD"])
def manifest(request: HttpRequest, caller: Caller, public_id: UUID) -> HttpResponse:
    forms.get_form_of_id(public_id, viewer=caller.worker)
    return replies.empty_manifest()


@for_devices
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A filled form, or more of its pictures: the same instance again is harmless. A client asks for the head alone first."""
    if request.method == "HEAD":
        answer = replies.with_headers(HttpResponse(status=204))
        answer.headers["Location"] = request.build_absolute_uri()
        return answer
    try:
        filled, more = request.FILES.get(FILLED), MORE_FOLLOWS in request.POST
        others = [file for name, files in request.FILES.lists() if name != FILLED for file in files]
    except (RequestDataTooBig, TooManyFilesSent, MultiPartParserError):
        raise receiving.SubmissionRefused("too_large") from None
    if filled is None:
        raise receiving.SubmissionRefused("no_file")
    if others:
        limits.check(request, "photo")
    received = receiving.receive(filled.read(), others, caller=caller, at=now())
    if received.trouble:
        words = _("The record is safe; this was not kept: %(trouble)s") % {"trouble": " ".join(received.trouble)}
        return replies.message(words, status=202)
    return replies.message(_("Received. Thank you."), status=202 if more else 201)
