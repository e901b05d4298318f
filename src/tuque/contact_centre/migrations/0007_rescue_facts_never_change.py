"""The database itself refuses to change or delete a fact of a rescue, but for its sealed words, which a new key seals anew and
which may be erased. A later change of this table on SQLite makes it anew and drops its triggers: such a migration must end with
`operations` like these."""

from django.db import migrations

FIXED = "id, organization_id, public_id, rescue_id, sequence, kind, at, by_id, data"
TABLE = "contact_centre_rescuefact"
SQLITE = (
    f"""CREATE TRIGGER rescue_fact_stays BEFORE UPDATE OF {FIXED} ON {TABLE}
       WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in FIXED.split(", "))}
       BEGIN SELECT RAISE(ABORT, 'a fact of a rescue never changes'); END""",
    f"""CREATE TRIGGER rescue_fact_kept BEFORE DELETE ON {TABLE}
       BEGIN SELECT RAISE(ABORT, 'a fact of a rescue is never deleted'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION rescue_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'a fact of a rescue never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER rescue_fact_stays BEFORE UPDATE ON {TABLE} FOR EACH ROW
       WHEN ({" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FIXED.split(", "))})
       EXECUTE FUNCTION rescue_refuse()""",
    f"""CREATE TRIGGER rescue_fact_kept BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION rescue_refuse()""",
)
UNDO = {
    "sqlite": ("DROP TRIGGER rescue_fact_stays", "DROP TRIGGER rescue_fact_kept"),
    "postgresql": ("DROP FUNCTION rescue_refuse() CASCADE",),
}


def close(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def open_again(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("contact_centre", "0001_whole")]
    operations = [migrations.RunPython(close, open_again)]
