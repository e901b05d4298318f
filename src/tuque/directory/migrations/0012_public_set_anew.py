"""What is public of each directory is set anew once: places whose address alone is confidential were on maps.

The work itself is a message, done by a process of the new code; posted twice, it does the same.
"""

from typing import Any

from django.db import migrations
from django.utils import timezone

TOPIC = "directory.public"


def ask(apps: Any, _schema_editor: Any) -> None:
    OutboxMessage, Source = apps.get_model("core", "OutboxMessage"), apps.get_model("directory", "Source")
    at = timezone.now()
    for organization in Source.objects.order_by().values_list("organization", flat=True).distinct():
        OutboxMessage.objects.create(organization_id=organization, topic=TOPIC, created_at=at, due_at=at)


class Migration(migrations.Migration):
    dependencies = [("core", "0007_key_emptied"), ("directory", "0011_refused_topics_of_packages")]
    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
