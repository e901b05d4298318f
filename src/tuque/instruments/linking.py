"""The way from a record to its result."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tuque.interactions.api import BaseType, Interaction, Link, Status


def link(row: Interaction) -> Link | None:
    if row.base_type != BaseType.INSTRUMENT or row.status != Status.RECORDED:
        return None
    return Link(_("See the result"), reverse("instruments:result", args=[row.public_id]))
