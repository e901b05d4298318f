"""The addresses of the figures of a year."""

from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre.annual import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("line/year", views.year, name="year"),
    path("line/year/figures.csv", views.file, name="year-file"),
]
