"""Agreements for tests, between the cast's two organizations."""

from datetime import datetime, timedelta

from tuque.accounts.models import Organization
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast
from tuque.agreements import services
from tuque.agreements.clauses import Written
from tuque.agreements.codes import ConsentRule, DataClass, Purpose
from tuque.agreements.models import Agreement


def clause(giver: Organization, reader: Organization, **values: object) -> Written:
    usual: dict[str, object] = {
        "giver": giver.public_id,
        "reader": reader.public_id,
        "purposes": [Purpose.COORDINATION],
        "classes": [DataClass.ACTIVITY, DataClass.AREA],
        "roles": [Role.DIRECTOR, Role.SUPERVISOR],
        "consent": ConsentRule.PERSONAL,
    }
    return Written(**{**usual, **values})  # type: ignore[arg-type]


def draft(cast: Cast, *clauses: Written, at: datetime, days: int = 365) -> Agreement:
    """Drafted by Dana with Odile's organization; by default downtown lets elsewhere see what was done, and where about."""
    agreement = services.draft_agreement(
        title_en="Shared evenings",
        title_fr="Soirées partagées",
        partners=[cast.elsewhere],
        starts_at=at,
        ends_at=at + timedelta(days=days),
        by=cast.dana,
        at=at,
    )
    for one in clauses or (clause(cast.downtown, cast.elsewhere),):
        services.save_clause(agreement, one, by=cast.dana, at=at)
    return agreement


def proposed(cast: Cast, *clauses: Written, at: datetime) -> Agreement:
    agreement = draft(cast, *clauses, at=at)
    services.propose(agreement, by=cast.dana, at=at)
    return agreement


def in_force(cast: Cast, *clauses: Written, at: datetime) -> Agreement:
    agreement = proposed(cast, *clauses, at=at)
    for director in (cast.dana, cast.odile):
        services.sign(agreement, capacity="Director", by=director, at=at)
    return agreement
