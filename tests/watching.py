"""The hook that knows whether an answer showed someone without a trace: T-11a."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from django.http.response import HttpResponseBase

from tuque.audit.models import AuditRecord
from tuque.interactions.models import Interaction
from tuque.people.models import Person

BEARING = (Person, Interaction)
ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")


class Watch:
    """Each statement of a request, by the outermost transaction in which it ran (a savepoint, inside a test's own)."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.number = 0
        self.touched: set[tuple[str, str]] = set()
        self.written: list[list[str]] = []
        self.first = AuditRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        words = sql.split(None, 3)
        if words[0] == "SAVEPOINT":
            self.number += 1
            self.open.append(f"{self.number} {words[1]}")
        elif words[0] in {"RELEASE", "ROLLBACK"} and self.open:
            ended = self.open.pop()
            if words[0] == "ROLLBACK":
                self.written = [where for where in self.written if ended not in where]
                self.open.append(ended)  # its release follows
        elif sql.startswith('INSERT INTO "audit_auditrecord"'):
            self.written.append(list(self.open))
        else:
            for model in BEARING:
                if f'"{model._meta.db_table}"' in sql and self.open:
                    self.touched.add((model._meta.db_table, self.open[0]))
        return answer

    def covered(self) -> set[tuple[str, UUID]]:
        """(table, public id) of what an audit record names, where its transaction read that table."""
        records = list(AuditRecord.objects.filter(pk__gt=self.first).order_by("pk"))
        assert len(records) == len(self.written), "the hook lost count of audit records"
        found = set()
        for record, where in zip(records, self.written, strict=True):
            ids = {*(record.seen or []), *([record.subject_id] if record.subject_id else [])}
            found |= {(table, one) for table, root in self.touched if root == where[0] for one in ids}
        return found


@contextmanager
def watching() -> Iterator[Watch]:
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


def shown_without_trace(response: HttpResponseBase, watch: Watch) -> list[str]:
    """The public ids of people and records in an answer that no audit record of the transaction that read them has."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    text = body.decode(errors="replace") + " ".join(f"{name}: {value}" for name, value in response.headers.items())
    ids = {UUID(found) for found in ID.findall(text)}
    if 300 <= response.status_code < 400:  # leads back to the address that was asked: that tells nothing
        ids -= {UUID(found) for found in ID.findall(response.wsgi_request.path)}  # type: ignore[attr-defined]
    covered = watch.covered()
    return sorted(
        f"{model.__name__} {one}"
        for model in BEARING
        for one in model.objects.filter(public_id__in=ids).values_list("public_id", flat=True)
        if (model._meta.db_table, one) not in covered
    )
