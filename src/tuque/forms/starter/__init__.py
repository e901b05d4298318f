"""The forms, lists and home screens that every organization starts with: data files, in both languages."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.forms import services
from tuque.forms.models import Definition

FOLDER = Path(__file__).resolve().parent
# Lists before the forms that use them, forms before the screens that open them.
KINDS = (
    (Definition.Kind.CODE_LIST, "lists"),
    (Definition.Kind.FORM, "forms"),
    (Definition.Kind.HOME_SCREEN, "screens"),
)


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every starter definition: its kind and its body."""
    for kind, folder in KINDS:
        for path in sorted((FOLDER / folder).glob("*.json")):
            yield kind, json.loads(path.read_text())


@transaction.atomic
def install(organization: Organization, *, at: datetime, by: Worker | None = None) -> int:
    """Publish each starter definition that `organization` does not have yet; how many were. Changes nothing of its own."""
    have = set(Definition.objects.filter(organization=organization, team=None).values_list("kind", "code"))
    new = [(kind, body) for kind, body in bodies() if (kind, body["code"]) not in have]
    services.install_starter(new, organization=organization, by=by, at=at)
    return len(new)
