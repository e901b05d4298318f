from access import Route
from tuque.accounts.tests.cast import Cast
from tuque.directory.models import Location, ServiceAtLocation, Source, Taxonomy, TaxonomyTerm
from tuque.directory.tests import factories, finder_access


def a_service(cast: Cast) -> dict[str, object]:
    row = factories.service(cast.downtown)
    return {"wanted": str(row.public_id)}


def an_agency(cast: Cast) -> dict[str, object]:
    row = factories.service(cast.downtown)
    return {"wanted": str(row.agency.public_id)}  # type: ignore[union-attr]


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
