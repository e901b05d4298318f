"""Letters that leave by themselves, and who asked for none."""

import django.db.models.deletion
import tuque.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_directory_editor'),
        ('directory', '0006_leads_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReminderPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField(default=False)),
                ('from_months', models.PositiveSmallIntegerField(default=6, help_text='The first step of the ladder that a letter is for.')),
                ('origin', models.CharField(help_text='This site as whoever reads a letter reaches it.', max_length=300)),
                ('looked_on', models.DateField(blank=True, help_text='The last day on which letters were written.', null=True)),
                ('changed_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
        ),
        migrations.CreateModel(
            name='UnwantedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', tuque.core.ids.PublicIdField(default=tuque.core.ids.new_id, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('said_at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'email'), name='directory_unwanted_once')],
            },
        ),
    ]
