"""Names leave the database in plain words: the former column is set aside, and emptied by the migration after this one."""

from django.db import migrations, models

import tuque.core.crypto.blind
import tuque.core.crypto.fields


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("core", "0002_organization_key")]

    operations = [
        migrations.RenameField("person", "name", "plain_name"),
        migrations.AlterField("person", "plain_name", models.CharField(max_length=160, default="", db_default="")),
        migrations.RemoveField("person", "name_key"),
        migrations.AddField(
            "person", "name", tuque.core.crypto.fields.SealedText(help_text="The name the person goes by.")
        ),
        migrations.AddField("person", "name_mark", tuque.core.crypto.blind.WholeMark(of="name")),
        migrations.AddField("person", "name_starts", tuque.core.crypto.blind.StartMarks(of="name")),
    ]
