"""Takes away the emptied columns, and writes the tables anew, so that no page of their files keeps what they held."""

from importlib import import_module

from django.db import migrations

from tuque.core.crypto import filling

COLUMNS = import_module("tuque.interactions.migrations.0008_seal_words").COLUMNS


def forget(apps, editor):
    for model in COLUMNS:
        filling.forget_plain(apps.get_model("interactions", model))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("interactions", "0008_seal_words")]

    operations = [
        *(migrations.RemoveField(model, f"plain_{name}") for model, columns in COLUMNS.items() for name in columns),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
