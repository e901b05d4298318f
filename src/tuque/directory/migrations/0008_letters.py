"""What became of the letter that carries a link."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0007_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='updatelink',
            name='letter',
            field=models.CharField(choices=[('none', 'No letter: given by hand'), ('waiting', 'The letter is on its way'), ('sent', 'The letter left'), ('failed', 'The letter could not leave')], db_default='none', default='none', max_length=10),
        ),
    ]
