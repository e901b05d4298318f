"""A link for a new password: asked for by anyone, for any address; sent afterwards, and only to a worker.

Asking does the same work whoever has the address, so that neither the answer nor its time tells an account.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tuque.accounts.models import Worker
from tuque.core import outbox, wall
from tuque.core.wall.context import Purpose

TOPIC = "accounts.reset"


def ask(*, email: str, origin: str, at: datetime) -> None:
    """Have the link sent. `origin` is the site as its reader knows it: `https://tuque.example`."""
    with wall.system(Purpose.DOORSTEP):
        worker = Worker.objects.filter(email__iexact=email, is_active=True).first()
    # Nobody's message, like that for an address without an account.
    with wall.system(Purpose.OUTBOX), transaction.atomic():
        outbox.post(TOPIC, {"worker": str(worker.public_id) if worker else "", "origin": origin}, at=at)


def send(payload: Mapping[str, object], _message_id: UUID) -> None:
    """Write to the worker, in their language; to nobody where the address had none. Sent twice, both links work once."""
    if not payload["worker"]:
        return
    with wall.system(Purpose.DOORSTEP):  # where the link will be opened
        worker = Worker.objects.filter(public_id=str(payload["worker"]), is_active=True).first()
        link = link_of(worker) if worker else ""
    if worker is None:
        return
    context = {"user": worker, "password_reset_url": f"{payload['origin']}{link}"}
    with translation.override(worker.language):
        subject = render_to_string("account/email/password_reset_key_subject.txt").strip()
        body = render_to_string("account/email/password_reset_key_message.txt", context)
    send_mail(subject, body, None, [worker.email])


def link_of(worker: Worker) -> str:
    secret = default_token_generator.make_token(worker)
    named = {"uidb36": user_pk_to_url_str(worker), "key": secret}
    return reverse("account_reset_password_from_key", kwargs=named)
