from django.urls import URLPattern, URLResolver, path

from tuque.geo import views

app_name = "geo"
urlpatterns: list[URLPattern | URLResolver] = [
    path("geo/layers/<slug:code>.geojson", views.layer, name="layer"),
    path("places", views.places, name="places"),
    path("places/add", views.add_place, name="add-place"),
    path("places/<uuid:public_id>/active", views.set_place_active, name="place-active"),
    path("areas", views.layers, name="layers"),
    path("areas/<slug:code>/use", views.choose_territory, name="choose-territory"),
]
