"""The mapping of a file that waits holds its name and some of its cells: it is sealed too."""

from django.db import migrations

from tuque.core.crypto import filling
from tuque.core.crypto.fields import SealedJSON


def seal(apps, editor):
    filling.seal_rows(apps.get_model("interactions", "ImportUpload"), {"plain_mapping": "mapping"})


def forget(apps, editor):
    filling.forget_plain(apps.get_model("interactions", "ImportUpload"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("interactions", "0010_sealed_files")]

    operations = [
        migrations.RenameField("importupload", "mapping", "plain_mapping"),
        migrations.AddField(
            "importupload",
            "mapping",
            SealedJSON(help_text="As in a TOML file; its name and its codes come from the file."),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField("importupload", "plain_mapping"),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
