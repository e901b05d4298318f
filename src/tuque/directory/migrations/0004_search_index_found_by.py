"""What the search asks: SQLite's FTS5 over the terms, kept by triggers; PostgreSQL's text index over the same terms.

A later change of directory_searchrecord on SQLite makes the table anew and drops its triggers: such a migration must end with
`operations` like these, and the index be made anew (`tuque search-index`).
"""

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE directory_searchfts USING fts5(terms, content='directory_searchrecord', content_rowid='key',
       detail='none', tokenize="unicode61 remove_diacritics 0 tokenchars '_-'")""",
    """CREATE TRIGGER directory_searchfts_added AFTER INSERT ON directory_searchrecord
       BEGIN INSERT INTO directory_searchfts(rowid, terms) VALUES (new.key, new.terms); END""",
    """CREATE TRIGGER directory_searchfts_gone AFTER DELETE ON directory_searchrecord
       BEGIN INSERT INTO directory_searchfts(directory_searchfts, rowid, terms) VALUES ('delete', old.key, old.terms); END""",
    """CREATE TRIGGER directory_searchfts_changed AFTER UPDATE OF terms ON directory_searchrecord
       BEGIN INSERT INTO directory_searchfts(directory_searchfts, rowid, terms) VALUES ('delete', old.key, old.terms);
             INSERT INTO directory_searchfts(rowid, terms) VALUES (new.key, new.terms); END""",
)
# Terms are words already: they are taken as they stand, and no dictionary of PostgreSQL's own changes them.
POSTGRESQL = (
    """ALTER TABLE directory_searchrecord ADD COLUMN found_by tsvector
       GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED""",
    """CREATE INDEX directory_search_found_by ON directory_searchrecord USING gin (found_by)""",
)
UNDO = {
    "sqlite": (
        "DROP TRIGGER directory_searchfts_changed",
        "DROP TRIGGER directory_searchfts_gone",
        "DROP TRIGGER directory_searchfts_added",
        "DROP TABLE directory_searchfts",
    ),
    "postgresql": ("ALTER TABLE directory_searchrecord DROP COLUMN found_by",),
}


def put_up(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def take_down(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_whole")]
    operations = [migrations.RunPython(put_up, take_down)]
