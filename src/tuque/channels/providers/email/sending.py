"""What is written to a person by e-mail leaves by the site's own mail server (TUQUE_EMAIL_URL)."""

import smtplib

from django.core.mail import EmailMessage

from tuque.channels.providers.contract import Credentials, Http, NotSent, Outgoing, Sent


def send(message: Outgoing, credentials: Credentials, http: Http, api: str) -> Sent:
    """Raises NotSent, or OSError where the server gave no answer."""
    name = f"<{message.id}@{message.sender.partition('@')[2]}>"
    headers = {"Message-ID": name}
    if message.is_automatic:  # RFC 3834: no program answers it
        headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"}
    letter = EmailMessage(message.subject, message.text, message.sender, [message.to], headers=headers)
    try:
        letter.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as problem:
        raise NotSent("smtp_refused", is_final=True) from problem
    except smtplib.SMTPResponseException as problem:
        raise NotSent(f"smtp_{problem.smtp_code}", is_final=problem.smtp_code >= 500) from problem
    return Sent(id=name)


def try_out(credentials: Credentials, http: Http, api: str) -> str:
    return "email"
