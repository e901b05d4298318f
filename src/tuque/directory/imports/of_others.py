"""Rows of one of our packages that belong to another source (exports/of_others.py): where that source is here, they are here already."""

from collections import defaultdict
from uuid import UUID

from tuque.directory.entities import model_of
from tuque.directory.imports.bundle import TEXTS, Bundle, Finding
from tuque.directory.imports.overlay import OF_OTHERS
from tuque.directory.models import Source

AT_ONCE = 500


def pass_over(source: Source, bundle: Bundle) -> None:
    """Take out of the bundle what another source of the organization has here; each such row is accounted for. Doing it again
    changes nothing."""
    told: dict[str, list[UUID]] = defaultdict(list)
    for row in bundle.beside.get(OF_OTHERS, ()):
        if row["id"] in bundle.rows[row["entity"]]:
            told[row["entity"]].append(UUID(row["id"]))
    for name, ids in told.items():
        others = model_of(name).objects.filter(organization_id=source.organization_id).exclude(source=source)
        for start in range(0, len(ids), AT_ONCE):
            here = others.filter(public_id__in=ids[start : start + AT_ONCE])
            for one in map(str, here.values_list("public_id", flat=True)):
                del bundle.rows[name][one]
                bundle.refused.append(Finding(name, one, "", "of_another_source"))
    kept = [text for text in bundle.texts if text.row in bundle.rows[text.entity]]
    lost = [text for text in bundle.texts if text.row not in bundle.rows[text.entity]] if told else []
    bundle.refused += [Finding(TEXTS, text.row, text.field, "of_another_source") for text in lost]
    if told:
        bundle.texts = kept
