from django.urls import path

from tuque.people import views

app_name = "people"
urlpatterns = [
    path("people", views.search, name="search"),
    path("people/find", views.find, name="find"),
    path("people/add", views.add, name="add"),
    path("people/<uuid:public_id>", views.person, name="person"),
    path("people/<uuid:public_id>/consent", views.consent, name="consent"),
    path("people/<uuid:public_id>/withdrawal", views.withdrawal, name="withdrawal"),
    path("people/<uuid:public_id>/erasure", views.erasure, name="erasure"),
    path("people/<uuid:public_id>/sharing", views.sharing, name="sharing"),
    path("opened/<uuid:opening_id>/participant", views.opened, name="opened"),
    path("sharing/<uuid:public_id>/withdrawal", views.sharing_withdrawal, name="sharing-withdrawal"),
]
