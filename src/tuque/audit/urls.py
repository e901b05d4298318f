from django.urls import path

from tuque.audit import views

app_name = "audit"
urlpatterns = [path("audit", views.list_records, name="records")]
