"""The other body that came under an id already used is kept sealed."""

from django.db import migrations

from tuque.core.crypto import filling
from tuque.core.crypto.fields import SealedJSON


def seal(apps, editor):
    filling.seal_rows(apps.get_model("core", "ConflictingWrite"), {"plain_body": "body"})


def forget(apps, editor):
    filling.forget_plain(apps.get_model("core", "ConflictingWrite"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0002_organization_key")]

    operations = [
        migrations.RenameField("conflictingwrite", "body", "plain_body"),
        migrations.AddField("conflictingwrite", "body", SealedJSON()),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField("conflictingwrite", "plain_body"),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
