from django.urls import path

from tuque.breakglass import views

app_name = "breakglass"
urlpatterns = [
    path("emergency", views.open_, name="open"),
    path("emergency/bell", views.bell, name="bell"),
    path("emergency/told", views.told, name="told"),
    path("emergency/reviews", views.reviews, name="reviews"),
    path("emergency/reviews/<uuid:public_id>", views.review, name="review"),
    path("emergency/<uuid:public_id>/end", views.end, name="end"),
    path("emergency/<uuid:public_id>/home", views.home, name="home"),
]
