from django.urls import path

from tuque.releases import views

app_name = "releases"
urlpatterns = [
    path("api/", views.description, name="description"),
    path("devices/", views.devices, name="devices"),
    path("devices/<uuid:public_id>/revocation", views.revoke_device, name="revoke-device"),
    path("export/", views.export, name="export"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:public_id>/revocation", views.revoke, name="revoke"),
]
