"""The database itself refuses to change or erase a root that one organization keeps for another."""

from importlib import import_module

from django.db import migrations

TABLE = "audit_kept"
statements = import_module("tuque.audit.migrations.0006_proof_never_changes").statements


def lock(apps, schema_editor):
    for statement in statements(TABLE, schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unlock(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_update")
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_delete")
    else:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_never_changes ON {TABLE}")
        schema_editor.execute(f"DROP TRIGGER {TABLE}_never_emptied ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_proof_never_changes")]
    operations = [migrations.RunPython(lock, unlock)]
