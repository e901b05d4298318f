from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0006_fewer_indexes")]

    operations = [
        migrations.AddField(
            model_name="organizationkey",
            name="emptied_at",
            field=models.DateTimeField(
                help_text="When nothing sealed with it was found any more; destroyed a while later.", null=True
            ),
        ),
    ]
