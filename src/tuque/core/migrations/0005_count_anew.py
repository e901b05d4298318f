"""Lets the application have PostgreSQL count a table's rows anew, which only their owner may."""

from django.db import migrations

MAKE = """
    CREATE FUNCTION tuque_count_anew(counted regclass) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$ BEGIN EXECUTE format('ANALYZE %s', counted); END $$
"""


def make(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE, None)


def unmake(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION tuque_count_anew(regclass)", None)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_whole")]
    operations = [migrations.RunPython(make, unmake)]
