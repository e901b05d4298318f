"""The database itself refuses to change or delete a line of the ledger, or an act but for its sealed words, which a new key
seals anew and which may be erased. A later change of these tables on SQLite makes them anew and drops their triggers: such a
migration must end with `operations` like these."""

from django.db import migrations

FIXED = "id, organization_id, public_id, kind, at, by_id, source, reason, interaction_id, undoes_id"
SQLITE = (
    """CREATE TRIGGER stock_line_stays BEFORE UPDATE ON stock_entry
       BEGIN SELECT RAISE(ABORT, 'a line of the ledger never changes'); END""",
    """CREATE TRIGGER stock_line_kept BEFORE DELETE ON stock_entry
       BEGIN SELECT RAISE(ABORT, 'a line of the ledger is never deleted'); END""",
    f"""CREATE TRIGGER stock_act_stays BEFORE UPDATE OF {FIXED} ON stock_act
       WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in FIXED.split(", "))}
       BEGIN SELECT RAISE(ABORT, 'an act of the stock never changes'); END""",
    """CREATE TRIGGER stock_act_kept BEFORE DELETE ON stock_act
       BEGIN SELECT RAISE(ABORT, 'an act of the stock is never deleted'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION stock_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the ledger never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER stock_line_stays BEFORE UPDATE OR DELETE ON stock_entry FOR EACH ROW EXECUTE FUNCTION stock_refuse()""",
    f"""CREATE TRIGGER stock_act_stays BEFORE UPDATE ON stock_act FOR EACH ROW
       WHEN ({" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FIXED.split(", "))})
       EXECUTE FUNCTION stock_refuse()""",
    """CREATE TRIGGER stock_act_kept BEFORE DELETE ON stock_act FOR EACH ROW EXECUTE FUNCTION stock_refuse()""",
)
UNDO = {
    "sqlite": tuple(f"DROP TRIGGER {name}" for name in ("stock_line_stays", "stock_line_kept", "stock_act_stays", "stock_act_kept")),
    "postgresql": ("DROP FUNCTION stock_refuse() CASCADE",),
}


def close(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def open_again(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]
    operations = [migrations.RunPython(close, open_again)]
