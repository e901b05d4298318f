from access import Route
from tuque.accounts.roles import Role
from tuque.audit import checks, keeping, proofs
from tuque.audit.models import Finding
from tuque.audit.proof import roots, sealing
from tuque.audit.unusual import findings
from tuque.core import wall
from tuque.core.clock import now

WATCHERS = frozenset(findings.MAY_CLOSE)
OFFICER = frozenset({Role.PRIVACY_OFFICER})


def a_witness(cast):
    officer = cast.workers[Role.PRIVACY_OFFICER]
    return {"public_id": proofs.add_witness("notary@partner.example", by=officer, at=now()).public_id}


def a_root(cast):
    a_witness(cast)  # so that there is something to seal
    chain = str(cast.downtown.public_id)
    sealing.seal_chain(chain, cast.downtown, at=now())
    return {"public_id": roots.sign_chain(chain, cast.downtown, at=now(), early=True).public_id}


def asked(cast):
    """Elsewhere asks downtown to keep its roots."""
    with wall.within(cast.elsewhere.pk):
        return {"public_id": keeping.ask(cast.downtown, by=cast.odile, at=now()).public_id}


def accepted(cast):
    names = asked(cast)
    officer = cast.workers[Role.PRIVACY_OFFICER]
    with wall.within(cast.downtown.pk):
        keeping.accept(names["public_id"], by=officer, at=now())
    return names


def a_check(cast):
    return {"public_id": checks.ask(cast.downtown, by=cast.workers[Role.PRIVACY_OFFICER], at=now()).public_id}


def a_finding(cast):
    """Noor looked at someone by night."""
    at = now()
    found = Finding(organization=cast.downtown, worker=cast.noor, rule="night", on=at.date(), looks=1)
    found.first_at = found.last_at = at
    found.save()
    return {"public_id": found.public_id}


ROUTES = {
    "audit:findings": Route(get=WATCHERS),
    "audit:finding": Route(
        get=WATCHERS,
        post=WATCHERS,
        names=a_finding,
        body=lambda cast: {"judgement": "explained", "words": "Was on call"},
    ),
    "audit:records": Route(get=OFFICER),
    "audit:drill": Route(get=OFFICER),
    "audit:proof": Route(get=OFFICER),
    # Without a gap there is nothing to take note of, and nothing to record.
    "audit:acknowledge": Route(post=OFFICER, audited=False),
    "audit:add-witness": Route(post=OFFICER, body=lambda cast: {"email": "notary@partner.example"}),
    "audit:verify": Route(post=OFFICER),
    "audit:check": Route(get=OFFICER, names=a_check),
    "audit:ask-witness": Route(
        post=OFFICER,
        body=lambda cast: {"holder": str(cast.elsewhere.public_id)},
        asks=("audit.Keeping", "core.OutboxMessage"),  # what it may keep from then on, and the letter that says so
    ),
    "audit:answer": Route(post=OFFICER, names=asked, body=lambda cast: {"answer": "accept"}),
    "audit:kept": Route(get=OFFICER, names=accepted),
    "audit:verify-kept": Route(post=OFFICER, names=accepted),
    "audit:end-witness": Route(post=OFFICER, names=a_witness),
    "audit:paper": Route(get=OFFICER, names=a_root),
}
