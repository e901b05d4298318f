"""When an inquiry moved last, as the database reads it: begun, heard, settled, referred, moved on, asked about."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from tuque.referrals.models import Inquiry, Need, Referral


def with_last_move(rows: QuerySet[Inquiry]) -> "QuerySet[Any]":
    """Each with its `moved_at`."""
    needs = Need.objects.filter(inquiry=OuterRef("pk"))
    referrals = Referral.objects.filter(need__inquiry=OuterRef("pk"))
    return rows.annotate(
        moved_at=Greatest(
            "opened_at",
            _last(needs, "heard_at"),
            _last(needs, "settled_at"),
            _last(referrals, "moved_at"),
            _last(referrals, "followed_up_at"),
        )
    )


def _last(rows: QuerySet[Need] | QuerySet[Referral], name: str) -> Combinable:
    known = rows.filter(**{f"{name}__isnull": False}).order_by(f"-{name}").values(name)[:1]
    return Coalesce(Subquery(known), F("opened_at"))
