"""What a merge moved from one service to the other is remembered, so that undoing it gives it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_findings_of_imports")]

    operations = [
        migrations.AddField(
            model_name="pair",
            name="moved",
            field=models.JSONField(default=list, help_text="What a merge moved: each with where it was and where it is."),
        ),
    ]
