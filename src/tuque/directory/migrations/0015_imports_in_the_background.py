"""An import may be written in the background: a state of its own while it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_moved_by_merges")]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("preview", "To look at"),
                    ("held", "Waits for a person"),
                    ("asked", "Being written"),
                    ("applied", "Applied"),
                    ("dropped", "Set aside"),
                ],
                max_length=10,
            ),
        ),
    ]
