"""Letters by e-mail to people of an organization, in the language of whoever reads them."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation


def send(template: str, *, to: str, language: str, context: Mapping[str, object]) -> bool:
    """Send `template`_subject.txt and `template`.txt; False when it could not leave, or no mail is set up."""
    if not settings.EMAIL_SETTINGS.get("host"):
        return False
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
        body = render_to_string(f"{template}.txt", dict(context))
    try:
        return send_mail(subject, body, None, [to]) == 1
    except OSError:
        return False
