"""The addresses of suggestions. A press beside the record is sent with the record's own form."""

from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre.suggestions import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("line/suggestions", views.suggestions, name="suggestions"),
    path("line/suggestions/train", views.train, name="train-suggestions"),
    path("line/suggestions/questions", views.choose, name="choose-suggestions"),
    path("line/suggestions/off", views.stop, name="stop-suggestions"),
    path("line/suggestions/machine", views.switch_machine, name="switch-machine"),
    path("line/suggestions/<uuid:training_id>/use", views.use, name="use-suggestions"),
]
