"""Those who are to know of an opening are written to: that something was opened and where to read more, and nothing else."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from tuque.breakglass.models import Notice, Opening
from tuque.core import outbox

TOPIC = "breakglass.notice"


def post(opening: Opening, *, at: datetime) -> None:
    """Have them written to once this transaction has committed."""
    outbox.post(TOPIC, {"opening": str(opening.public_id)}, organization_id=opening.organization_id, at=at)


def send(payload: Mapping[str, object], message_id: UUID) -> None:
    """Deliver to all. Sent a second time after a crash, it says the same again."""
    for notice in Notice.objects.filter(opening__public_id=str(payload["opening"])).select_related("worker"):
        with translation.override(notice.worker.language):
            send_mail(_subject(), f"{_body(notice)}\n", None, [notice.worker.email])


def _subject() -> str:
    return _("Tuque: something was opened in an emergency")


def _body(notice: Notice) -> str:
    if notice.told_as == Notice.As.REVIEWER:
        return _(
            "A worker opened something that their role does not reach, for an hour at most. Sign in: every page leads to the review, which says who, what and why."
        )
    return _(
        "A worker opened, for an hour at most, something that you or your team recorded. Sign in: every page leads to what is known of it. The privacy officer was told too."
    )
