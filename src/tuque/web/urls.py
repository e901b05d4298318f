from django.urls import path

from tuque.web import streams, views

app_name = "web"
urlpatterns = [
    path("home", views.home_page, name="home"),
    path("language", views.choose_language, name="language"),
    path("streams/<slug:kind>/<str:ref>", streams.stream, name="stream"),
    path("streams/open/<slug:kind>/<str:ref>", streams.open_stream, name="open-stream"),
    path("find/worker.js", views.finder_worker, name="finder-worker"),
    path("find/embed.js", views.finder_embed, name="finder-embed"),
    path("healthy", views.healthy, name="healthy"),
]
