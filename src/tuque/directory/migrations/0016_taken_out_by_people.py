"""What people took out before stays out too, whatever its feed names.

A record that went with a feed went at the instant that its import was applied; any other of a feed was taken out by a person. Done
again, it changes nothing. Undoing it loses nothing: the mark means nothing to older code.
"""

from typing import Any

from django.db import migrations

GONE, OWN, AT_ONCE = "gone_at", "own", 500


def mark(apps: Any, _schema_editor: Any) -> None:
    runs = apps.get_model("directory", "ImportRun").objects.exclude(decided_at=None)
    applied = set(runs.values_list("source_id", "decided_at"))
    for model in apps.get_app_config("directory").get_models():
        if {GONE, "said", "source"} <= {field.name for field in model._meta.get_fields()}:
            _mark(model, applied)


def _mark(model: Any, applied: set[Any]) -> None:
    marked = []
    for row in model.objects.filter(gone_at__isnull=False).exclude(source__code=OWN).only("source_id", GONE, "said"):
        if (row.source_id, row.gone_at) not in applied and GONE not in row.said:
            row.said = {**row.said, GONE: ""}
            marked.append(row)
    model.objects.bulk_update(marked, ["said"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("directory", "0015_imports_in_the_background")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
