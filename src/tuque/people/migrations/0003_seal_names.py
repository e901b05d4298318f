"""Seals the names that were written in plain words, some hundreds at a time. Run again, it goes on where it stopped.

Undoing it would need the plain words back: restore a backup.
"""

from django.db import migrations

from tuque.core.crypto import filling


def seal(apps, editor):
    filling.seal_rows(apps.get_model("people", "Person"), {"plain_name": "name"})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0002_sealed_names")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
