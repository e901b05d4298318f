"""What tells of a taxonomy that its organization keeps to itself, whichever source brings it: a licence speaks of terms, not of files."""

from collections import defaultdict
from collections.abc import Mapping

from tuque.directory.models import FieldText, Taxonomy, TaxonomyTerm
from tuque.directory.taxonomies.reading import FORMAT

Names = Mapping[str, set[str]]


def rows(organization_id: int) -> dict[str, set[int]]:
    """Taxonomies and terms (primary keys, by object) that are those of a list that is kept back: named so, or the same terms by their
    codes and names. Another list of the organization's own is kept back or shown by itself."""
    own = Taxonomy.objects.filter(organization_id=organization_id, source__format=FORMAT, is_confidential=True)
    lists = list(own.values_list("pk", "hsds_id", "name"))
    if not lists:
        return {}
    called = {_plain(name) for _pk, *names in lists for name in names} - {""}
    others = Taxonomy.objects.filter(organization_id=organization_id).exclude(source__format=FORMAT)
    taxonomies = {
        pk for pk, *names in others.values_list("pk", "hsds_id", "name") if called & {_plain(name) for name in names}
    }
    terms = _terms(organization_id, called, taxonomies, _known([pk for pk, _id, _name in lists]))
    return {"taxonomy": taxonomies, "taxonomy_term": terms}


def _terms(organization_id: int, called: set[str], taxonomies: set[int], known: Names) -> set[int]:
    every = {name for names in known.values() for name in names}
    found = set()
    terms = TaxonomyTerm.objects.filter(organization_id=organization_id).exclude(source__format=FORMAT)
    columns = ("pk", "code", "name", "taxonomy_name", "taxonomy_id", "taxonomy__hsds_id")
    for pk, code, name, within, taxonomy, named in terms.values_list(*columns).iterator():
        code, name = _plain(code), _plain(name)
        if taxonomy in taxonomies or called & {_plain(within), _plain(named)}:
            found.add(pk)
        elif not code:
            found |= {pk} if name in every else set()
        elif code in known and (not (within or taxonomy) or name in (known[code] | {"", code})):
            found.add(pk)
    return found


def _known(lists: list[int]) -> Names:
    """What each code of these lists is called, in every language."""
    known: dict[str, set[str]] = defaultdict(set)
    codes = {}
    rows = TaxonomyTerm.objects.filter(taxonomy__in=lists, source__format=FORMAT)
    for public_id, code, name in rows.values_list("public_id", "code", "name"):
        codes[public_id] = _plain(code)
        known[codes[public_id]].add(_plain(name))
    texts = FieldText.objects.filter(entity="taxonomy_term", field="name", record__in=rows.values("public_id"))
    for record, text in texts.values_list("record", "text"):
        known[codes[record]].add(_plain(text))
    return known


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
