"""Seals the photos and the tables that lie in files in plain. Run again, it goes on where it stopped."""

from django.core.files import File
from django.db import migrations

from tuque.core.crypto import files
from tuque.core.crypto.sealing import Place

FIELDS = {"Photo": ("file",), "ImportUpload": ("file", "refused_file")}


def seal(apps, editor):
    for model, names in FIELDS.items():
        for row in apps.get_model("interactions", model).objects.order_by("pk").iterator():
            for name in names:
                seal_file(row, name)


def seal_file(row, name):
    """The sealed file takes the plain one's place in the row, and only then is the plain one removed."""
    kept = getattr(row, name)
    if not kept or not kept.storage.exists(kept.name):
        return
    former = kept.name
    with kept.storage.open(former, "rb") as plain:
        if files.is_sealed(plain):
            return
        place = Place(row.organization_id, row._meta.db_table, str(row.public_id), name)
        with files.sealed_copy(plain, place) as sealed:
            kept.save(former.rsplit("/", 1)[-1], File(sealed), save=False)
    row.save(update_fields=[name])
    kept.storage.delete(former)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("interactions", "0009_no_plain_words")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
