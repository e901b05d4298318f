"""A service that was merged leads on to the one that stands for it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def lead_on(apps: Any, _schema_editor: Any) -> None:
    """From the merges of before. Harmless twice."""
    LeadsOn = apps.get_model("directory", "LeadsOn")
    merged = apps.get_model("directory", "Service").objects.filter(merged_into__isnull=False)
    rows = merged.values_list("organization_id", "public_id", "merged_into")
    LeadsOn.objects.bulk_create(
        (LeadsOn(organization_id=whose, record=record, kept=kept) for whose, record, kept in rows),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_second_factor_due_and_attempts'),
        ('directory', '0005_themed_finders'),
    ]

    operations = [
        migrations.CreateModel(
            name='LeadsOn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.UUIDField(help_text='The public id of the service that was merged.', unique=True)),
                ('kept', models.UUIDField(help_text='The public id of the one that stands for it.')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
        ),
        migrations.RunPython(lead_on, migrations.RunPython.noop),
    ]
