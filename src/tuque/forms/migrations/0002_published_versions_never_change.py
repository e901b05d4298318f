"""The database itself refuses to change or delete a published version. A later change of this table on SQLite makes the
table anew and drops its triggers: such a migration must end with `operations` like these."""

from django.db import migrations

SQLITE = (
    """CREATE TRIGGER version_published_stays BEFORE UPDATE ON forms_version WHEN OLD.published_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END""",
    """CREATE TRIGGER version_published_kept BEFORE DELETE ON forms_version WHEN OLD.published_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a published version is never deleted'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION forms_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER version_published_stays BEFORE UPDATE OR DELETE ON forms_version FOR EACH ROW
       WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION forms_version_refuse()""",
)
UNDO = {
    "sqlite": ("DROP TRIGGER version_published_stays", "DROP TRIGGER version_published_kept"),
    "postgresql": ("DROP TRIGGER version_published_stays ON forms_version", "DROP FUNCTION forms_version_refuse()"),
}


def close(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def open_again(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_whole")]
    operations = [migrations.RunPython(close, open_again)]
