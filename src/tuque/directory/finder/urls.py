from django.urls import path

from tuque.directory.finder import offline, views

app_name = "finder"
urlpatterns = [
    path("find", views.find, name="find"),
    path("find/list", views.own_list, name="list"),
    path("find/offline", offline.page, name="offline"),
    path("find/pack", offline.part, name="pack"),
    path("find/service/<uuid:public_id>", views.service, name="service"),
    path("find/<slug:slug>", views.themed, name="themed"),
    path("find/<slug:slug>/embed", views.embedded, name="embedded"),
    path("find/<slug:slug>/colours.css", views.colour_sheet, name="colours"),
]
