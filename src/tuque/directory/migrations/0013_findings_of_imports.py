"""All that was refused or mended of a file is kept, not its first 2,000 lines: compressed, beside the first of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_public_set_anew")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="findings",
            field=models.BinaryField(help_text="All that was refused or mended, compressed.", null=True),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="refused",
            field=models.JSONField(
                default=list,
                help_text="The first that were refused or mended: what became of it, table, id, field, code of the reason, value.",
            ),
        ),
    ]
