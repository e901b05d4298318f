"""Takes away the emptied column of names, and writes the table anew, so that no page of its file keeps what it held."""

from django.db import migrations

from tuque.core.crypto import filling


def forget(apps, editor):
    filling.forget_plain(apps.get_model("people", "Person"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0003_seal_names")]

    operations = [
        migrations.RemoveField("person", "plain_name"),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
