from django.urls import path

from tuque.retention import views

app_name = "retention"
urlpatterns = [
    path("retention", views.rules, name="rules"),
    path("retention/rule", views.rule, name="rule"),
    path("retention/going", views.progress, name="progress"),
    path("retention/clock", views.clock, name="clock"),
    path("retention/<uuid:public_id>/approval", views.approval, name="approval"),
]
