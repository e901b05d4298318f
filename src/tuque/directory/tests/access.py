from datetime import timedelta

from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile

from access import Route
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.core.tokens import hash_of
from tuque.directory import permissions
from tuque.directory.imports import packing
from tuque.directory.imports.bundle import Bundle
from tuque.directory.models import (
    ImportRun,
    LayTerm,
    Location,
    Pair,
    Proposal,
    RefusedTopic,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
    Source,
    SpecialDay,
    Taxonomy,
    TaxonomyTerm,
    UnwantedAddress,
    UpdateLink,
)
from tuque.directory.tests import factories, finder_access


def a_service(cast: Cast) -> dict[str, object]:
    row = factories.service(cast.downtown)
    return {"wanted": str(row.public_id)}


def an_agency(cast: Cast) -> dict[str, object]:
    row = factories.service(cast.downtown)
    return {"wanted": str(row.agency.public_id)}  # type: ignore[union-attr]


def a_topic_taken_off(cast: Cast) -> dict[str, object]:
    row = factories.service(cast.downtown)
    RefusedTopic.objects.create(organization=cast.downtown, service=row, topic="food", refused_at=NOON, by=cast.dana)
    return {"public_id": row.public_id, "topic": "food"}


def a_tie(cast: Cast) -> dict[str, object]:
    row = factories.service(cast.downtown)
    location: Location = factories.place(row)
    return {"wanted": str(ServiceAtLocation.objects.get(location=location).public_id)}


def a_taxonomy(cast: Cast) -> dict[str, object]:
    own = {"organization": cast.downtown, "source": factories.source(cast.downtown), "is_public": True}
    return {"wanted": str(Taxonomy.objects.create(hsds_id="topics", name="Topics", **own).public_id)}


def a_term(cast: Cast) -> dict[str, object]:
    own = {"organization": cast.downtown, "source": factories.source(cast.downtown), "is_public": True}
    return {"wanted": str(TaxonomyTerm.objects.create(hsds_id="food", name="Food", **own).public_id)}


def an_open_source(cast: Cast) -> dict[str, object]:
    found: Source = factories.source(cast.downtown)
    return {"code": found.code}


# Public: every program reads them, and a POST asks as a GET does, without writing.
LIST = Route(public=True, get=frozenset(), post=frozenset(), audited=False)
ROUTES: dict[str, Route] = {
    **finder_access.ROUTES,
    "hsds:root": Route(public=True, get=frozenset()),
    "hsds:openapi": Route(public=True, get=frozenset()),
    "hsds:profile": Route(public=True, get=frozenset()),
    "hsds:services": LIST,
    "hsds:organizations": LIST,
    "hsds:service-at-locations": LIST,
    "hsds:taxonomies": LIST,
    "hsds:taxonomy-terms": LIST,
    "hsds:service": Route(public=True, get=frozenset(), names=a_service, shared=True),
    "hsds:organization": Route(public=True, get=frozenset(), names=an_agency, shared=True),
    "hsds:service-at-location": Route(public=True, get=frozenset(), names=a_tie, shared=True),
    "hsds:taxonomy": Route(public=True, get=frozenset(), names=a_taxonomy, shared=True),
    "hsds:taxonomy-term": Route(public=True, get=frozenset(), names=a_term, shared=True),
    "hsds:package": Route(public=True, get=frozenset(), names=an_open_source, shared=True),
}


def own_service(cast: Cast) -> dict[str, object]:
    return {"public_id": _service(cast).public_id}


def _service(cast: Cast) -> Service:
    found = Service.objects.filter(organization=cast.downtown).first()
    return found or factories.service(cast.downtown, "Community meals", email="house@example.org")


def own_record(cast: Cast) -> dict[str, object]:
    return {"entity": "service", "public_id": _service(cast).public_id}


def own_run(cast: Cast) -> dict[str, object]:
    found = ImportRun.objects.filter(organization=cast.downtown).first() or ImportRun.objects.create(
        organization=cast.downtown,
        source=factories.source(cast.downtown),
        file_name="feed.json",
        format="hsds-json",
        state="preview",
        rows=packing.pack(Bundle()),
        started_at=NOON,
    )
    return {"public_id": found.public_id}


def own_proposal(cast: Cast) -> dict[str, object]:
    row = _service(cast)
    made = Proposal.objects.create(
        organization=cast.downtown,
        entity="service",
        record=row.public_id,
        field="description",
        after="New",
        origin="provider",
        made_at=NOON,
    )
    return {"public_id": made.public_id}


def open_link(cast: Cast) -> dict[str, object]:
    own = {"service": _service(cast), "email": "house@example.org", "token_hash": hash_of("token")}
    UpdateLink.objects.get_or_create(
        organization=cast.downtown, defaults={**own, "created_at": now(), "expires_at": now() + timedelta(days=3)}
    )
    return {"token": "token"}


def own_pair(cast: Cast) -> dict[str, object]:
    one, other = sorted((factories.service(cast.downtown, f"Meals {number}").public_id for number in range(2)), key=str)
    made = Pair.objects.create(
        organization=cast.downtown, entity="service", left=one, right=other, score=0.9, found_at=NOON
    )
    return {"public_id": made.public_id}


def own_words(cast: Cast) -> dict[str, object]:
    made = LayTerm.objects.create(organization=cast.downtown, language="en", words="bannock", topic="food")
    return {"public_id": made.public_id}


def own_unwanted(cast: Cast) -> dict[str, object]:
    made, _ = UnwantedAddress.objects.get_or_create(
        organization=cast.downtown, email="house@example.org", defaults={"said_at": NOON}
    )
    return {"public_id": made.public_id}


def own_days(cast: Cast) -> dict[str, object]:
    day = NOON.date()
    made = SpecialDay.objects.create(organization=cast.downtown, service=_service(cast), starts_on=day, ends_on=day)
    return {"public_id": made.public_id}


def own_room(cast: Cast) -> dict[str, object]:
    made = ServiceCapacity.objects.create(**factories._own(cast.downtown, service=_service(cast), available=1))
    return {"public_id": made.public_id}


def own_taxonomy(cast: Cast) -> dict[str, object]:
    own = {
        "organization": cast.downtown,
        "source": factories.source(cast.downtown, "taxonomy-kinds", format="taxonomy"),
    }
    found = Taxonomy.objects.filter(organization=cast.downtown, hsds_id="kinds").first()
    if found is None:
        found = Taxonomy.objects.create(hsds_id="kinds", name="Kinds of help", **own)
        TaxonomyTerm.objects.create(hsds_id="kinds:1", code="1", name="Food", taxonomy=found, **own)
    return {"code": "kinds"}


def a_list(cast: Cast) -> dict[str, object]:
    return {
        "file": SimpleUploadedFile("kinds.csv", b"code,name_en\n1,Food\n"),
        "code": "more-kinds",
        "name": "Kinds",
    }


def a_term_to_put_on(cast: Cast) -> dict[str, object]:
    own_taxonomy(cast)
    return {"term": str(TaxonomyTerm.objects.get(hsds_id="kinds:1").public_id)}


def a_feed(cast: Cast) -> dict[str, object]:
    file = SimpleUploadedFile("feed.json", b'[{"id": "1", "name": "Meals", "status": "active"}]')
    return {"file": file, "source": "feed", "language": "en"}


def own_source(cast: Cast) -> dict[str, object]:
    return {"code": factories.source(cast.downtown, "feed-of-ours", name="A feed", is_open=False).code}


SOURCE = {"name": "A better name", "language": "en", "country": "CA", "time_zone": "America/Winnipeg", "rank": "50"}
READERS, EDITORS, KEEPERS = (
    frozenset(permissions.READERS),
    frozenset(permissions.EDITORS),
    frozenset(permissions.KEEPERS),
)
WRITTEN = {"f.name": "Community meals", "f.description": "At noon", "f.status": "active"}
ROUTES |= {
    "directory:services": Route(get=READERS),
    "directory:new": Route(get=EDITORS, post=EDITORS, body=lambda _cast: WRITTEN),
    "directory:service": Route(get=READERS, names=own_service),
    "directory:verify": Route(post=EDITORS, names=own_service),
    "directory:send-link": Route(
        post=EDITORS, names=own_service, body=lambda _cast: {"email": "house@example.org", "language": "en"}
    ),
    "directory:edit": Route(get=EDITORS, post=EDITORS, names=own_record, body=lambda _cast: WRITTEN),
    "directory:retire": Route(post=EDITORS, names=own_record),
    "directory:history": Route(get=READERS, names=own_record),
    "directory:add": Route(
        get=EDITORS,
        post=EDITORS,
        names=lambda cast: {"parent": "service", "public_id": _service(cast).public_id, "entity": "phone"},
        body=lambda _cast: {"f.number": "204-555-0199"},
    ),
    "directory:share-place": Route(
        post=EDITORS,
        names=own_service,
        body=lambda cast: {"location": str(factories.place(factories.service(cast.downtown, "Other")).public_id)},
    ),
    "directory:count": Route(post=EDITORS, names=own_room, body=lambda _cast: {"available": "3"}),
    "directory:imports": Route(get=KEEPERS, post=KEEPERS, body=a_feed),
    "directory:import": Route(get=KEEPERS, names=own_run),
    "directory:decide": Route(post=KEEPERS, names=own_run, body=lambda _cast: {"do": "drop"}),
    "directory:refusals": Route(get=KEEPERS, names=own_run),
    "directory:source": Route(get=KEEPERS, post=KEEPERS, names=own_source, body=lambda _cast: SOURCE),
    "directory:take": Route(
        post=KEEPERS, names=lambda cast: {"code": factories.source(cast.downtown, "own-code").code}
    ),
    # Nobody is due there; a letter that leaves is audited with its link.
    "directory:remind": Route(post=EDITORS, audited=False),
    "directory:topic-back": Route(post=EDITORS, names=a_topic_taken_off),
    "directory:taxonomies": Route(get=KEEPERS, post=KEEPERS, body=a_list),
    "directory:attach-taxonomy": Route(post=KEEPERS, body=lambda _cast: {"taxonomy": "open-eligibility"}),
    "directory:taxonomy": Route(get=KEEPERS, post=KEEPERS, names=own_taxonomy, body=lambda _cast: {"t.1": "food"}),
    "directory:taxonomy-publication": Route(post=KEEPERS, names=own_taxonomy, body=lambda _cast: {"do": "show"}),
    "directory:eligibility": Route(
        get=EDITORS, post=EDITORS, names=own_service, body=lambda _cast: {"least_age": "16", "genders": ["woman"]}
    ),
    "directory:service-terms": Route(get=EDITORS, post=EDITORS, names=own_service, body=a_term_to_put_on),
    "directory:reminder-plan": Route(get=KEEPERS, post=KEEPERS, body=lambda _cast: {"from_months": "6"}),
    "directory:write-again": Route(post=KEEPERS, names=own_unwanted),
    "directory:words": Route(
        get=KEEPERS, post=KEEPERS, body=lambda _cast: {"words": "bannock", "language": "en", "topic": "food"}
    ),
    "directory:take-words-away": Route(post=KEEPERS, names=own_words),
    "directory:days": Route(
        get=EDITORS, post=EDITORS, names=own_service, body=lambda _cast: {"starts_on": "2026-07-01"}
    ),
    "directory:take-days-away": Route(post=EDITORS, names=own_days),
    "directory:duplicates": Route(get=KEEPERS),
    "directory:look-for-duplicates": Route(post=KEEPERS),
    "directory:decide-pair": Route(post=KEEPERS, names=own_pair, body=lambda _cast: {"do": "apart"}),
    "directory:proposals": Route(get=EDITORS),
    "directory:decide-proposal": Route(post=EDITORS, names=own_proposal, body=lambda _cast: {"do": "leave"}),
    # The secret in the link opens one record, whoever holds it.
    "directory:update": Route(
        public=True,
        get=frozenset(),
        post=frozenset(),
        names=open_link,
        shared=True,
        body=lambda _cast: {"right": "yes"},
    ),
}
