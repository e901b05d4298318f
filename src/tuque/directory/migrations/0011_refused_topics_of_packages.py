"""A topic that was taken off may come in a package, where nobody of here took it off."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_directory_editor'),
        ('directory', '0010_rules_of_feeds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='refusedtopic',
            name='by',
            field=models.ForeignKey(help_text='Empty: it came in a package.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.worker'),
        ),
    ]
