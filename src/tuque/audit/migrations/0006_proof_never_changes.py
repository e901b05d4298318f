"""The database itself refuses to change or erase a seal, a root or a key that signed."""

from django.db import migrations

TABLES = ("audit_seal", "audit_root", "audit_signingkey")


def lock(apps, schema_editor):
    for table in TABLES:
        for statement in statements(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)


def statements(table, vendor):
    if vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'The proof of the audit never changes.'); END"
            )
    else:
        yield (
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION audit_record_stays()"
        )
        yield (
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_record_stays()"
        )


def unlock(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {table}_no_update")
            schema_editor.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_never_changes ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_never_changes")]
    operations = [migrations.RunPython(lock, unlock)]
