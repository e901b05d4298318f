"""An answer of the library that had the id of the request it comes from gets one of its own. The old address leads nowhere: it named
something private. Undoing it changes nothing, since the old ids must not come back."""

from typing import Any

from django.db import migrations

from tuque.core.ids import new_id


def give_own_ids(apps: Any, _schema_editor: Any) -> None:
    """Harmless twice."""
    LibraryAnswer = apps.get_model("releases", "LibraryAnswer")
    requests = apps.get_model("releases", "DataRequest").objects.values("public_id")
    for pk in LibraryAnswer.objects.filter(public_id__in=requests).values_list("pk", flat=True):
        LibraryAnswer.objects.filter(pk=pk).update(public_id=new_id())


class Migration(migrations.Migration):
    dependencies = [("releases", "0006_answer_files")]

    operations = [migrations.RunPython(give_own_ids, migrations.RunPython.noop)]
