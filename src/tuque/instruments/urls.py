from django.urls import URLPattern, URLResolver, path

from tuque.instruments import views

app_name = "instruments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("instruments", views.instruments, name="list"),
    path("instruments/<slug:code>/allowing", views.allow, name="allow"),
    path("instruments/<slug:code>/withdrawal", views.withdraw, name="withdraw"),
    path("instruments/results/<uuid:public_id>", views.result, name="result"),
    path("instruments/people/<uuid:public_id>", views.person, name="person"),
]
