"""What an import leaves behind of what it changes: a line of history for each change, and a question where a person decided otherwise."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tuque.core.ids import new_id
from tuque.directory.models import Metadata, Proposal, Source

BATCH = 1000
HERE = "tuque:"  # before who wrote a line of history here: the rest is the source's own
GONE = "gone_at"  # the field of history that says since when a record is out


@dataclass
class Memory:
    source: Source
    at: datetime
    lines: list[Metadata] = field(default_factory=list)
    questions: list[Proposal] = field(default_factory=list)

    def remember(self, entity: str, record: UUID, name: str, before: Any, after: Any, *, language: str = "") -> None:
        line = line_of(self.source, entity, record, name, before, after, at=self.at, who=self.source.code)
        line.language = language
        self.lines.append(line)

    def ask(self, entity: str, record: UUID, name: str, before: Any, after: Any, *, language: str = "") -> None:
        """Another value for one field, which a person takes or leaves."""
        self.questions.append(
            Proposal(
                organization_id=self.source.organization_id,
                entity=entity,
                record=record,
                field=name,
                language=language,
                before=text_of(before),
                after=text_of(after),
                origin="source",
                told_by=self.source.name,
                made_at=self.at,
            )
        )

    def moved(self, entity: str, record: UUID, before: datetime | None, after: datetime | None) -> None:
        """Out since `before` (None: it was there), out since `after`."""
        days = (one.date().isoformat() if one else "" for one in (before, after))
        self.remember(entity, record, GONE, *days)

    def save(self) -> None:
        Metadata.objects.bulk_create(self.lines, batch_size=BATCH)
        Proposal.objects.bulk_create(self.questions, batch_size=BATCH)


def history_row(
    source: Source,
    entity: str,
    record: Any,
    name: str,
    before: Any,
    after: Any,
    *,
    at: datetime,
    who: str,
    worker: Any = None,
    language: str = "",
) -> Metadata:
    """One line of the history of a record's field, in HSDS's words."""
    line = line_of(source, entity, record.public_id, name, before, after, at=at, who=who)
    line.worker, line.language = worker, language
    return line


def line_of(
    source: Source, entity: str, record: UUID, name: str, before: Any, after: Any, *, at: datetime, who: str
) -> Metadata:
    return Metadata(
        organization_id=source.organization_id,
        source=source,
        hsds_id=str(new_id()),
        resource=record,
        resource_type=entity,
        last_action_date=at.isoformat(),
        last_action_type="update",
        field_name=name,
        previous_value=text_of(before),
        replacement_value=text_of(after),
        updated_by=f"{HERE}{who}",
        changed_at=at,
    )


def text_of(value: Any) -> str:
    return "" if value is None else str(value)
