"""Seals what was written in plain words, some hundreds of rows at a time. Run again, it goes on where it stopped.

Undoing it would need the plain words back: restore a backup.
"""

from django.db import migrations

from tuque.core.crypto import filling

COLUMNS = {
    "Interaction": ("answers", "note", "place_text", "source_row"),
    "Revision": ("state", "reason"),
    "ImportBatch": ("file_name",),
    "ImportUpload": ("file_name", "problem"),
    "ImportConflict": ("values",),
}


def seal(apps, editor):
    for model, columns in COLUMNS.items():
        filling.seal_rows(apps.get_model("interactions", model), {f"plain_{name}": name for name in columns})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("interactions", "0007_sealed_words")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
