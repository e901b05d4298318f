from access import Route
from tuque.accounts.models import Organization
from tuque.accounts.tests.cast import Cast
from tuque.agreements import services
from tuque.agreements.codes import ConsentRule, DataClass, EndReason, Purpose
from tuque.agreements.models import Agreement, Party
from tuque.agreements.permissions import MAY_BIND, MAY_READ
from tuque.agreements.tests import factories
from tuque.core.clock import now


def draft(cast: Cast) -> dict[str, object]:
    return {"public_id": factories.draft(cast, at=now()).public_id}


def clause(cast: Cast) -> dict[str, object]:
    return {**draft(cast), "number": 1}


def proposed(cast: Cast) -> dict[str, object]:
    """Between downtown and a third: Odile's organization is no party."""
    return {"public_id": _with_third(cast).public_id}


def _with_third(cast: Cast) -> Agreement:
    third = Organization.objects.create(code="third", name="Third Agency", created_at=now())
    agreement = factories.draft(cast, at=now())
    Party.objects.filter(agreement=agreement, organization=cast.elsewhere).update(organization=third)
    agreement.versions.update(clauses=[factories.clause(cast.downtown, third).as_stored()])
    services.propose(agreement, by=cast.dana, at=now())
    return agreement


def standing(cast: Cast) -> dict[str, object]:
    agreement = _with_third(cast)
    services.sign(agreement, capacity="Director", by=cast.dana, at=now())
    agreement.parties.through.objects.filter(agreement=agreement).exclude(organization=cast.downtown).delete()
    agreement.versions.update(state="in_force", in_force_at=now())
    return {"public_id": agreement.public_id}


def new_agreement(cast: Cast) -> dict[str, object]:
    return {
        "title_en": "Shared evenings",
        "title_fr": "Soirées partagées",
        "partners": [str(cast.elsewhere.public_id)],
        "starts_on": "2030-01-01",
        "ends_on": "2030-12-31",
    }


def new_clause(cast: Cast) -> dict[str, object]:
    return {
        "giver": str(cast.downtown.public_id),
        "reader": str(cast.elsewhere.public_id),
        "purposes": [Purpose.COORDINATION],
        "classes": [DataClass.ACTIVITY],
        "roles": ["director"],
        "consent": ConsentRule.PERSONAL,
    }


def dates(cast: Cast) -> dict[str, object]:
    return {"starts_on": "2030-01-01", "ends_on": "2030-12-31"}


ROUTES = {
    "agreements:list": Route(get=MAY_READ),
    "agreements:new": Route(get=MAY_BIND, post=MAY_BIND, body=new_agreement),
    "agreements:who-sees-what": Route(get=MAY_READ),
    "agreements:agreement": Route(get=MAY_READ, names=draft),
    "agreements:new-clause": Route(get=MAY_BIND, post=MAY_BIND, names=draft, body=new_clause),
    "agreements:clause": Route(get=MAY_BIND, post=MAY_BIND, names=clause, body=new_clause),
    "agreements:clause-removal": Route(post=MAY_BIND, names=clause),
    "agreements:proposal": Route(post=MAY_BIND, names=draft),
    "agreements:signature": Route(
        post=MAY_BIND, names=proposed, body=lambda cast: {"capacity": "Director", "agreed": "on"}
    ),
    "agreements:version": Route(post=MAY_BIND, names=standing, body=dates),
    "agreements:dropping": Route(post=MAY_BIND, names=draft),
    "agreements:ending": Route(post=MAY_BIND, names=standing, body=lambda cast: {"reason": EndReason.FINISHED}),
}
