"""Streams, repeatable writes and messages are owned too, so that the second wall stands before them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def give_owners(apps: Any, _schema_editor: Any) -> None:
    """From what their names say: `interactions:<organization>`, `worker:<worker>`. Others stay nobody's. Harmless twice."""
    Stream, RepeatableWrite = apps.get_model("core", "Stream"), apps.get_model("core", "RepeatableWrite")
    for organization in apps.get_model("accounts", "Organization").objects.all():
        name = f"interactions:{organization.pk}"
        Stream.objects.filter(name=name).update(organization=organization)
    owners = dict(apps.get_model("accounts", "Worker").objects.values_list("pk", "organization_id"))
    for write in RepeatableWrite.objects.filter(organization=None).iterator():
        kind, _, ref = write.scope.partition(":")
        if kind == "worker" and ref.isdigit() and int(ref) in owners:
            RepeatableWrite.objects.filter(pk=write.pk).update(organization_id=owners[int(ref)])


def owner(help_text: str) -> models.ForeignKey:
    return models.ForeignKey(
        help_text=help_text,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.organization",
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("core", "0003_sealed_conflicts")]

    operations = [
        migrations.AddField("stream", "organization", owner("Whose it is.")),
        migrations.AddField("repeatablewrite", "organization", owner("Whose it is.")),
        migrations.AddField("outboxmessage", "organization", owner("For whom the work is done.")),
        migrations.RunPython(give_owners, migrations.RunPython.noop),
    ]
