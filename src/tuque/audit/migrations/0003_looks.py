"""What a look showed, and under which agreement. Nullable, without default: no row is rewritten, the locks stay."""

import tuque.audit.fields
from django.db import migrations, models


def add_index(apps, schema_editor):
    """Who looked at this person: an inverted index, some bytes for each id seen. SQLite reads a period instead."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX audit_by_seen ON audit_auditrecord USING gin (seen) WHERE seen IS NOT NULL")


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX audit_by_seen")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_never_changes")]
    operations = [
        migrations.AddField(
            model_name="auditrecord",
            name="agreement_ref",
            field=models.UUIDField(help_text="Public id of the agreement under which it was seen.", null=True),
        ),
        migrations.AddField(
            model_name="auditrecord", name="seen", field=tuque.audit.fields.IdsField(null=True)
        ),
        migrations.RunPython(add_index, drop_index),
    ]
