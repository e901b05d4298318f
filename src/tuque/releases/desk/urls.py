from django.urls import path

from tuque.releases.desk.views import public

app_name = "data"
urlpatterns = [
    path("data", public.home, name="home"),
    path("data/file", public.file, name="file"),
]
