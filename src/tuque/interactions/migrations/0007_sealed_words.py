"""Words said of people leave the database in plain: the former columns are set aside, and emptied by the next migration."""

from django.db import migrations

from tuque.core.crypto.fields import SealedJSON, SealedText

OF_A_REVISION = ("interaction_id", "number")


class Migration(migrations.Migration):
    dependencies = [("interactions", "0006_fewer_indexes"), ("core", "0002_organization_key")]

    operations = [
        migrations.RemoveField("interaction", "search_key"),
        migrations.RenameField("interaction", "answers", "plain_answers"),
        migrations.RenameField("interaction", "note", "plain_note"),
        migrations.RenameField("interaction", "place_text", "plain_place_text"),
        migrations.RenameField("interaction", "source_row", "plain_source_row"),
        migrations.AddField("interaction", "answers", SealedJSON(default=dict)),
        migrations.AddField("interaction", "note", SealedText(blank=True)),
        migrations.AddField(
            "interaction",
            "place_text",
            SealedText(blank=True, help_text="An address typed by hand may be someone's home."),
        ),
        migrations.AddField(
            "interaction",
            "source_row",
            SealedJSON(null=True, blank=True, help_text="The imported row as it was read: column -> text."),
        ),
        migrations.RenameField("revision", "state", "plain_state"),
        migrations.RenameField("revision", "reason", "plain_reason"),
        migrations.AddField("revision", "state", SealedJSON(bound_to=OF_A_REVISION)),
        migrations.AddField("revision", "reason", SealedText(bound_to=OF_A_REVISION)),
        migrations.RenameField("importbatch", "file_name", "plain_file_name"),
        migrations.AddField(
            "importbatch",
            "file_name",
            SealedText(help_text="As its sender called it: people's names have been seen in some."),
        ),
        migrations.RenameField("importupload", "file_name", "plain_file_name"),
        migrations.RenameField("importupload", "problem", "plain_problem"),
        migrations.AddField("importupload", "file_name", SealedText()),
        migrations.AddField(
            "importupload",
            "problem",
            SealedText(blank=True, help_text="Why it failed, in the words its uploader reads."),
        ),
        migrations.RenameField("importconflict", "values", "plain_values"),
        migrations.AddField(
            "importconflict", "values", SealedJSON(help_text="Column of the log -> value as the file has it.")
        ),
    ]
