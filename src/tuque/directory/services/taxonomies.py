"""Taxonomies attached or imported, kept back or shown; terms put on services; what they mean, decided by a person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.core.crypto.files import Openable
from tuque.core.problems import NotFound
from tuque.directory import visibility
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.comparing import Diff
from tuque.directory.imports.writing import Progress
from tuque.directory.models import Attribute, ImportRun, Service, Source, Taxonomy, TaxonomyTerm, TopicMatch
from tuque.directory.search import following
from tuque.directory.services import feeds, records
from tuque.directory.taxonomies import reading, terms
from tuque.directory.taxonomies.reading import FORMAT, About
from tuque.directory.taxonomies.shipped import Shipped


def source_code(taxonomy: str) -> str:
    return f"taxonomy-{taxonomy}"[:60]


def own(organization: Organization, code: str) -> Taxonomy | None:
    """The taxonomy that was attached or imported under this code."""
    return Taxonomy.objects.filter(
        organization=organization, hsds_id=code, source__format=FORMAT, gone_at__isnull=True
    ).first()


def attach(*, organization: Organization, shipped: Shipped, language: str, by: Worker, at: datetime) -> ImportRun:
    """Compare one that comes along with what is there; nothing is written until a person lets it through."""
    about = About(shipped.code, shipped.name(language), shipped.version, shipped.uri, shipped.language)
    bundle = reading.read(shipped.path, about, is_kept_back=False)
    told = {"licence": shipped.licence, "attribution": shipped.attribution}
    source = _source(organization, about, bundle, at=at, **told)
    return feeds.prepare(source=source, bundle=bundle, file_name=shipped.path.name, by=by, at=at)


def read(*, organization: Organization, file: Openable, about: About) -> Bundle:
    """A list of one's own. Its terms are kept back until a person says that its licence lets anyone see them. Raises FeedRefused."""
    known = own(organization, about.code)
    if known is not None:  # a list that comes again is read in the language that it was first read in
        about = replace(about, language=known.written_in)
    return reading.read(file, about, is_kept_back=known is None or known.is_confidential)


def prepare(
    *,
    organization: Organization,
    about: About,
    bundle: Bundle,
    licence: str,
    file_name: str,
    by: Worker | None,
    at: datetime,
) -> ImportRun:
    source = _source(organization, about, bundle, at=at, licence=licence)
    return feeds.prepare(source=source, bundle=bundle, file_name=file_name, by=by, at=at)


def read_and_apply(
    *,
    organization: Organization,
    about: About,
    bundle: Bundle,
    licence: str,
    path: Path,
    at: datetime,
    despite_drop: bool,
    progress: Progress,
) -> tuple[ImportRun, Diff | None]:
    """From the command line: written at once, unless too many terms would be gone."""
    source = _source(organization, about, bundle, at=at, licence=licence)
    return feeds.read_and_apply(
        source=source, path=path, bundle=bundle, by=None, at=at, despite_drop=despite_drop, progress=progress
    )


def _source(organization: Organization, about: About, bundle: Bundle, *, at: datetime, **told: str) -> Source:
    return feeds.source_of(
        organization,
        source_code(about.code),
        at=at,
        name=about.name,
        language=bundle.language,
        format=FORMAT,
        **told,
    )


@transaction.atomic
def show(*, taxonomy: Taxonomy, to_anyone: bool, by: Worker, at: datetime) -> None:
    """Let the public and programs see the terms of a taxonomy, or keep them back; the topics that they give stay."""
    rows = TaxonomyTerm.objects.filter(taxonomy=taxonomy)
    rows.update(is_confidential=not to_anyone, changed_at=at)
    Taxonomy.objects.filter(pk=taxonomy.pk).update(is_confidential=not to_anyone, changed_at=at)
    visibility.refresh(taxonomy.organization_id)
    following.all_changed(taxonomy.organization_id)
    audit.record(
        "directory.taxonomy_shown" if to_anyone else "directory.taxonomy_kept_back", by=by, subject=taxonomy, at=at
    )


@transaction.atomic
def decide(*, taxonomy: str, decisions: Mapping[str, str | None], by: Worker, at: datetime) -> int:
    """What each term (by its code) means: a topic of ours, "" for none, None for undecided. How many services changed."""
    there = terms.every(by.organization_id, taxonomy=taxonomy)
    known = [(there[taxonomy, code], topic) for code, topic in decisions.items() if (taxonomy, code) in there]
    TopicMatch.objects.filter(
        organization_id=by.organization_id, term__in=[pk for term, _topic in known for pk in term.every]
    ).delete()
    TopicMatch.objects.bulk_create(
        TopicMatch(organization_id=by.organization_id, term_id=term.pk, topic=topic)
        for term, topic in known
        if topic is not None
    )
    changed = terms.give_topics(by.organization_id)
    following.changed(sorted(changed), organization_id=by.organization_id)
    audit.record(
        "directory.terms_matched",
        by=by,
        subject=by.organization,
        at=at,
        details={"taxonomy": taxonomy[:80], "terms": len(known), "services": len(changed)},
    )
    return len(changed)


@transaction.atomic
def put_on(*, service: Service, term: TaxonomyTerm, by: Worker, at: datetime) -> None:
    """Sort a service under a term; nothing happens where it is already."""
    known = Attribute.objects.filter(link=service.public_id, link_entity="service", term=term, gone_at__isnull=True)
    if known.exists():
        return
    links = {"term": term, "link": service.public_id, "link_entity": "service"}
    records.add(entity="attribute", values={"link_type": "taxonomy"}, links=links, by=by, at=at)
    _follow(service, at=at)


@transaction.atomic
def take_off(*, service: Service, term: TaxonomyTerm, by: Worker, at: datetime) -> None:
    """Raises NotFound when the service does not carry it."""
    rows = Attribute.objects.filter(link=service.public_id, link_entity="service", term=term, gone_at__isnull=True)
    if not rows:
        raise NotFound
    for row in rows:
        records.retire(entity="attribute", record=row, is_gone=True, by=by, at=at)
    _follow(service, at=at)


def _follow(service: Service, *, at: datetime) -> None:
    changed = terms.give_topics(service.organization_id)
    records.touch("service", service, at=at)
    following.changed(sorted(changed - {service.pk}), organization_id=service.organization_id)
