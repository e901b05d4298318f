from django.urls import URLPattern, URLResolver, path

from tuque.geo import views

app_name = "geo"
urlpatterns: list[URLPattern | URLResolver] = [
    path("geo/layers/<slug:code>.geojson", views.layer, name="layer"),
]
