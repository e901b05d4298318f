"""Staff may give a request another due day, which its steps tell."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0007_library_ids_of_their_own'),
    ]

    operations = [
        migrations.AddField(
            model_name='requeststep',
            name='due_on',
            field=models.DateField(help_text='The day that it is due on from this step on, where the step moved it.', null=True),
        ),
        migrations.AlterField(
            model_name='requeststep',
            name='step',
            field=models.CharField(choices=[('received', 'Received'), ('assigned', 'Taken up'), ('note', 'Note for the staff'), ('asked_back', 'Asked back'), ('due_moved', 'Another due day'), ('replied', 'Replied'), ('answered', 'Answered'), ('refused', 'Refused')], max_length=10),
        ),
    ]
