"""Files that go with answers."""

import django.db.models.deletion
import tuque.core.crypto.fields
import tuque.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_directory_editor'),
        ('releases', '0005_request_words_erased'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', tuque.core.ids.PublicIdField(default=tuque.core.ids.new_id, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('file', models.FileField(upload_to='desk/%Y/%m/')),
                ('size', models.PositiveIntegerField(help_text='Bytes, unsealed.')),
                ('licence', models.CharField(max_length=200)),
                ('dated_on', models.DateField(help_text='The day that its figures are of.')),
                ('method', tuque.core.crypto.fields.SealedText(db_default=b'', default='', help_text='How it was made, and what it does not say.')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='releases.datarequest')),
            ],
        ),
    ]
