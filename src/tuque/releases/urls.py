from django.urls import path

from tuque.releases import views

app_name = "releases"
urlpatterns = [
    path("api/", views.description, name="description"),
    path("export/", views.export, name="export"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:public_id>/revocation", views.revoke, name="revoke"),
]
