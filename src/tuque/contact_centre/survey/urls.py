"""The addresses of the survey. The public's says nothing of what it is: it stays in a browser's history."""

from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre.survey import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("line/conversations/<uuid:conversation_id>/survey", views.of_conversation, name="conversation-survey"),
    path("line/conversations/<uuid:conversation_id>/survey/offer", views.offer, name="offer-survey"),
    path("line/surveys", views.surveys, name="surveys"),
    path("q/<str:token>", views.survey, name="survey"),
]
