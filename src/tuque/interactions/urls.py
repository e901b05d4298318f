from django.urls import URLPattern, URLResolver, path

from tuque.interactions.patrols import views as patrols
from tuque.interactions.views import files, imports, log, opened, records, shared

app_name = "interactions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("log", log.home, name="home"),
    path("log-desk", log.desk, name="desk"),
    path("log/<slug:code>", log.new, name="new"),
    path("log/<slug:code>/at-once", log.quick, name="quick"),
    path("log/<slug:code>/begin", log.start, name="start"),
    path("patrols", patrols.patrols, name="patrols"),
    path("patrols/begin", patrols.begin, name="patrol-begin"),
    path("patrols/past", patrols.past, name="patrol-past"),
    path("patrols/<uuid:public_id>", patrols.patrol, name="patrol"),
    path("patrols/<uuid:public_id>/discard", patrols.discard, name="patrol-discard"),
    path("import", imports.uploads_page, name="import"),
    path("import/conflicts", imports.conflicts_page, name="import-conflicts"),
    path("import/conflicts/<uuid:public_id>", imports.settle, name="import-settle"),
    path("import/<uuid:public_id>", imports.upload_page, name="import-upload"),
    path("import/<uuid:public_id>/begin", imports.begin, name="import-begin"),
    path("import/<uuid:public_id>/refused.csv", imports.refused, name="import-refused"),
    path("records", records.records, name="list"),
    path("records/<uuid:public_id>", records.record, name="detail"),
    path("records/<uuid:public_id>/finish", log.finish, name="finish"),
    path("records/<uuid:public_id>/correct", log.correct, name="correct"),
    path("records/<uuid:public_id>/void", records.void, name="void"),
    path("records/<uuid:public_id>/photos", files.add_photo, name="add-photo"),
    path("opened/<uuid:opening_id>/records", opened.records, name="opened"),
    path("opened/<uuid:opening_id>/records/<uuid:public_id>", opened.record, name="opened-record"),
    path("opened/<uuid:opening_id>/photos/<uuid:public_id>.jpg", opened.photo, name="opened-photo"),
    path("opened/<uuid:opening_id>/attachments/<uuid:public_id>", opened.attachment, name="opened-attachment"),
    path("shared", shared.records, name="shared"),
    path("agreements/try", shared.try_as, name="try-as"),
    path("photos/<uuid:public_id>.jpg", files.photo, name="photo"),
    path("attachments/<uuid:public_id>", files.attachment, name="attachment"),
    path("reminders/<uuid:public_id>/done", records.reminder_done, name="reminder-done"),
]
