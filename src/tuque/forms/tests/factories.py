"""The starter set for tests: published once in each process, then put back as it was."""

from datetime import datetime

from tuque.accounts.models import Organization, Worker
from tuque.forms import api as forms
from tuque.forms import selectors, services
from tuque.forms.models import Definition, Version

_definitions: list[dict[str, object]] = []
_versions: list[dict[str, object]] = []


def starter_set(organization: Organization, *, at: datetime) -> None:
    """What `install_starter` leaves, without its audit records. The first test of a process publishes it in earnest."""
    if Definition.objects.filter(organization=organization).exists():
        forms.install_starter(organization, at=at)  # only what is missing
        return
    if not _definitions:
        forms.install_starter(organization, at=at)
        _definitions.extend(Definition.objects.filter(organization=organization).order_by("pk").values())
        _versions.extend(Version.objects.filter(organization=organization).order_by("pk").values())
        return
    made = {
        row["id"]: Definition(**{**row, "id": None, "organization_id": organization.pk})  # type: ignore[arg-type]
        for row in _definitions
    }
    Definition.objects.bulk_create(made.values())
    Version.objects.bulk_create(
        Version(
            **{**row, "id": None, "organization_id": organization.pk, "definition_id": made[row["definition_id"]].pk}
        )
        for row in _versions
    )
    selectors.forms_read.forget()


def publish(body: dict[str, object], *, by: Worker, at: datetime) -> Version:
    """The form `body`, published by `by` for their organization."""
    definition = services.create_definition(
        organization=by.organization, kind=Definition.Kind.FORM, code=str(body["code"]), by=by, at=at
    )
    services.save_draft(definition=definition, body=body, by=by, at=at)
    return services.publish(definition=definition, by=by, at=at)
