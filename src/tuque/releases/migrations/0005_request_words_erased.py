"""When the words of a data request went."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0004_data_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='datarequest',
            name='words_erased_at',
            field=models.DateTimeField(help_text='What was asked and answered is gone too.', null=True),
        ),
    ]
