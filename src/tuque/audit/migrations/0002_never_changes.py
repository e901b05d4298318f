"""The database itself refuses to change or erase an audit record."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER audit_record_never_changes BEFORE UPDATE ON audit_auditrecord
    BEGIN SELECT RAISE(ABORT, 'An audit record never changes.'); END""",
    """CREATE TRIGGER audit_record_never_goes BEFORE DELETE ON audit_auditrecord
    BEGIN SELECT RAISE(ABORT, 'An audit record is never erased.'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION audit_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'An audit record never changes and is never erased.' USING ERRCODE = 'restrict_violation'; END
    $$""",
    """CREATE TRIGGER audit_record_never_changes BEFORE UPDATE OR DELETE ON audit_auditrecord
    FOR EACH ROW EXECUTE FUNCTION audit_record_stays()""",
    """CREATE TRIGGER audit_record_never_emptied BEFORE TRUNCATE ON audit_auditrecord
    FOR EACH STATEMENT EXECUTE FUNCTION audit_record_stays()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER audit_record_never_changes", "DROP TRIGGER audit_record_never_goes"],
    "postgresql": [
        "DROP TRIGGER audit_record_never_changes ON audit_auditrecord",
        "DROP TRIGGER audit_record_never_emptied ON audit_auditrecord",
        "DROP FUNCTION audit_record_stays()",
    ],
}


def lock(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unlock(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_whole")]
    operations = [migrations.RunPython(lock, unlock)]
