"""Clauses as stored and as decided upon.

Stored, a clause is one object of the version's list:
`{"giver": id, "reader": id, "purposes": [code], "classes": [code], "roles": [code], "consent": code, "law": text,
"types": [code], "within_days": number or null}`; its number is its place in the list, from 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tuque.agreements.codes import ConsentRule, DataClass, Purpose
from tuque.agreements.decision import Clause


@dataclass(frozen=True)
class Written:
    """A clause as someone wrote it; `law` names the law when consent is not asked."""

    giver: UUID
    reader: UUID
    purposes: Sequence[str]
    classes: Sequence[str]
    roles: Sequence[str]
    consent: str
    law: str = ""
    types: Sequence[str] = ()
    within_days: int | None = None

    def as_stored(self) -> dict[str, object]:
        return {
            "giver": str(self.giver),
            "reader": str(self.reader),
            "purposes": sorted(self.purposes),
            "classes": sorted(self.classes),
            "roles": sorted(self.roles),
            "consent": self.consent,
            "law": self.law,
            "types": sorted(self.types),
            "within_days": self.within_days,
        }


def read(stored: Sequence[Mapping[str, object]]) -> tuple[Clause, ...]:
    return tuple(_clause(number, row) for number, row in enumerate(stored, start=1))


def _clause(number: int, row: Mapping[str, object]) -> Clause:
    days = row["within_days"]
    return Clause(
        number=number,
        giver=UUID(str(row["giver"])),
        reader=UUID(str(row["reader"])),
        purposes=frozenset(Purpose(code) for code in codes(row["purposes"])),
        classes=frozenset(DataClass(code) for code in codes(row["classes"])),
        roles=frozenset(codes(row["roles"])),
        consent=ConsentRule(str(row["consent"])),
        types=frozenset(codes(row["types"])),
        within_days=int(str(days)) if days is not None else None,
    )


def codes(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []
