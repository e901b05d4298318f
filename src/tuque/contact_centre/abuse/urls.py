"""The addresses of the ladder."""

from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre.abuse import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("line/conversations/<uuid:conversation_id>/abuse", views.of_conversation, name="conversation-abuse"),
    path("line/conversations/<uuid:conversation_id>/abuse/<slug:kind>", views.act, name="abuse-act"),
]
