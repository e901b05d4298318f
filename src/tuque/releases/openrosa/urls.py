from django.urls import path

from tuque.releases.openrosa import views

app_name = "openrosa"
urlpatterns = [
    path("formList", views.form_list, name="list"),
    path("forms/<uuid:public_id>.xml", views.form, name="form"),
    path("forms/<uuid:public_id>/manifest", views.manifest, name="manifest"),
    path("submission", views.submission, name="submission"),
]
