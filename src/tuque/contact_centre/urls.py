from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre import views

app_name = "contact_centre"
urlpatterns: list[URLPattern | URLResolver] = [
    path("line/rules", views.rules, name="rules"),
    path("line/rules/draft", views.save_draft, name="save-draft"),
    path("line/rules/publish", views.publish, name="publish"),
    path("line/rules/undo", views.undo, name="undo"),
    path("line/rules/compared.svg", views.compared, name="compared"),
]
