"""Rules of eligibility that came with a feed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0009_refused_topics'),
    ]

    operations = [
        migrations.AddField(
            model_name='eligibilityrule',
            name='is_fed',
            field=models.BooleanField(db_default=False, default=False, help_text='It came with a feed, which may change it; else a person wrote it.'),
        ),
    ]
