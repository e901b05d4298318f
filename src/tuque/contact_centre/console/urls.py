"""The addresses of the console, under those of the room."""

from django.urls import URLPattern, path

from tuque.contact_centre.console import views

patterns: list[URLPattern] = [
    path("line/console", views.console, name="console"),
    path("line/console/alive", views.alive, name="alive"),
    path("line/console/begin", views.begin, name="begin-shift"),
    path("line/console/end", views.end, name="end-shift"),
    path("line/console/pause", views.pause, name="pause"),
    path("line/console/offers/<slug:offer>", views.answer_offer, name="answer-offer"),
]
