"""What the second wall asks of agreements: whose rows an organization may read now, and who signed with it."""

from django.db import migrations

GIVERS = """
    CREATE FUNCTION tuque_givers() RETURNS bigint[] LANGUAGE plpgsql STABLE SET search_path = public AS $$
    BEGIN RETURN (
        SELECT coalesce(array_agg(DISTINCT share.organization_id), '{}') FROM agreements_share share
        WHERE share.reader_id = ANY (string_to_array(current_setting('tuque.organization', true), ',')::bigint[])
          AND share.purpose = current_setting('tuque.sharing', true)
          AND share.starts_at <= clock_timestamp() AND share.ends_at > clock_timestamp()
    ); END $$
"""
SIGNATORIES = """
    CREATE FUNCTION tuque_signatories() RETURNS bigint[] LANGUAGE plpgsql STABLE SET search_path = public AS $$
    BEGIN RETURN (
        SELECT coalesce(array_agg(signed.worker), '{}') FROM (
            SELECT worker_id FROM agreements_signature
            UNION SELECT worker_id FROM agreements_ending
            UNION SELECT drafted_by_id FROM agreements_version
        ) AS signed (worker)
    ); END $$
"""


def make(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GIVERS, None)
        schema_editor.execute(SIGNATORIES, None)


def unmake(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION tuque_givers() CASCADE", None)
        schema_editor.execute("DROP FUNCTION tuque_signatories() CASCADE", None)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
