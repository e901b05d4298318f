"""The addresses of follow-ups."""

from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre.followup import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("line/follow-ups", views.follow_ups, name="follow-ups"),
    path("line/follow-ups/<uuid:follow_up_id>", views.follow_up, name="follow-up"),
    path("line/follow-ups/<uuid:follow_up_id>/show", views.show, name="follow-up-show"),
    path("line/follow-ups/<uuid:follow_up_id>/attempt", views.attempt, name="follow-up-attempt"),
    path("line/follow-ups/<uuid:follow_up_id>/withdraw", views.withdraw, name="follow-up-withdraw"),
    path("line/conversations/<uuid:conversation_id>/follow-up", views.of_conversation, name="conversation-follow-up"),
]
