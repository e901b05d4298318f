from django.urls import path

from tuque.directory.views import days, duplicates, feeds, finders, records, upkeep, vocabulary

app_name = "directory"
urlpatterns = [
    path("directory", records.services, name="services"),
    path("directory/new", records.new, name="new"),
    path("directory/services/<uuid:public_id>", records.service, name="service"),
    path("directory/services/<uuid:public_id>/verification", records.verify, name="verify"),
    path("directory/services/<uuid:public_id>/link", upkeep.send_link, name="send-link"),
    path("directory/records/<str:entity>/<uuid:public_id>", records.edit, name="edit"),
    path("directory/records/<str:entity>/<uuid:public_id>/gone", records.retire, name="retire"),
    path("directory/records/<str:entity>/<uuid:public_id>/history", records.history, name="history"),
    path("directory/records/<str:parent>/<uuid:public_id>/new/<str:entity>", records.add, name="add"),
    path("directory/imports", feeds.imports, name="imports"),
    path("directory/imports/<uuid:public_id>", feeds.run, name="import"),
    path("directory/imports/<uuid:public_id>/decision", feeds.decide, name="decide"),
    path("directory/imports/<uuid:public_id>/refused.csv", feeds.refusals, name="refusals"),
    path("directory/sources/<slug:code>/package", feeds.take, name="take"),
    path("directory/proposals", upkeep.proposals, name="proposals"),
    path("directory/proposals/<uuid:public_id>/decision", upkeep.decide, name="decide-proposal"),
    path("directory/update/<str:token>", upkeep.update, name="update"),
    path("directory/duplicates", duplicates.every, name="duplicates"),
    path("directory/duplicates/search", duplicates.look_for, name="look-for-duplicates"),
    path("directory/duplicates/<uuid:public_id>/decision", duplicates.decide, name="decide-pair"),
    path("directory/reminders", upkeep.remind, name="remind"),
    path("directory/words", vocabulary.every, name="words"),
    path("directory/words/<uuid:public_id>/removal", vocabulary.take_away, name="take-words-away"),
    path("directory/services/<uuid:public_id>/days", days.every, name="days"),
    path("directory/days/<uuid:public_id>/removal", days.take_away, name="take-days-away"),
    path("directory/finders", finders.every, name="finders"),
    path("directory/finders/new", finders.new, name="new-finder"),
    path("directory/finders/<uuid:public_id>", finders.one, name="finder"),
    path("directory/finders/<uuid:public_id>/publication", finders.publication, name="finder-publication"),
    path("directory/finders/<uuid:public_id>/preview", finders.preview, name="finder-preview"),
    path("directory/finders/<uuid:public_id>/colours.css", finders.draft_colours, name="finder-colours"),
]
