"""Inviting someone, and what they see when they open the link."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts import forms, letters, limits, selectors
from tuque.accounts.access import public
from tuque.accounts.middleware import WorkerRequest
from tuque.accounts.models import Invitation
from tuque.accounts.services import invitations
from tuque.accounts.views.people import managers
from tuque.core.clock import now
from tuque.core.pages import render_page


@managers
@require_http_methods(["GET", "POST"])
def invite(request: WorkerRequest) -> HttpResponse:
    if request.method == "POST":
        limits.check(request, "invite")
    form = forms.Invite(request.POST or None, viewer=request.worker, initial=_again(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = invitations.invite(
                organization=request.worker.organization, **form.cleaned_data, by=request.worker, at=now()
            )
        except invitations.AddressTaken as problem:
            form.add_error("email", problem.message())
        else:
            link = request.build_absolute_uri(reverse("accounts:accept", kwargs={"token": token}))
            sent = send_link(invitation, link)
            context = {"invitation": invitation, "link": link, "sent": sent}
            return render_page(request, "accounts/invited.html", context, status=201)
    return render_page(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


def _again(request: WorkerRequest) -> dict[str, object]:
    """What an earlier invitation said, to send a new link in its place."""
    try:
        earlier = selectors.get_invitation(UUID(request.GET["again"]), viewer=request.worker)
    except (KeyError, ValueError):
        return {"language": request.worker.language}
    return {
        "name": earlier.name,
        "email": earlier.email,
        "language": earlier.language,
        "roles": earlier.roles,
        "team": earlier.team.public_id if earlier.team else None,
    }


def send_link(invitation: Invitation, link: str) -> bool:
    """Send the link by e-mail, in the language of the invitation; False when it could not leave, or no mail is set up."""
    return letters.send(
        "accounts/invitation",
        to=invitation.email,
        language=invitation.language,
        context={"invitation": invitation, "link": link},
    )


@managers
@require_POST
def withdraw(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    invitation = selectors.get_invitation(public_id, viewer=request.worker)
    invitations.withdraw(invitation=invitation, by=request.worker, at=now())
    return redirect("accounts:workers")


@public(reason="Whoever holds the link has no account yet; the secret in it is what opens it.")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        limits.check(request, "accept_invitation")
    try:
        invitation = invitations.get_open(token, at=now())
    except (invitations.InvitationUnknown, invitations.InvitationClosed) as problem:
        return render_page(request, "accounts/closed.html", {"message": problem.message()}, status=problem.status)
    if request.method == "GET":
        _read_in(invitation.language, request)
    form = forms.AcceptInvitation(
        request.POST or None,
        email=invitation.email,
        organization=invitation.organization,
        initial={"name": invitation.name, "language": translation.get_language()},
    )
    if request.method == "POST" and form.is_valid():
        worker = invitations.accept(token=token, **form.cleaned_data, at=now())
        record_authentication(request, worker, method="password")
        signed_in: HttpResponse = perform_login(
            request, worker, email_verification="none", redirect_url=reverse("accounts:welcome")
        )
        return signed_in
    context = {"form": form, "invitation": invitation}
    return render_page(request, "accounts/accept.html", context, status=422 if form.errors else 200)


def _read_in(language: str, request: HttpRequest) -> None:
    """The language of the invitation, unless this browser already chose one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
