"""The addresses of rescues."""

from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre.rescue import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("line/rescues", views.rescues, name="rescues"),
    path("line/rescues/drill", views.drill, name="rescue-drill"),
    path("line/rescues/services", views.emergency_services, name="emergency-services"),
    path("line/rescues/services/<uuid:service_id>/retire", views.retire_service, name="retire-emergency-service"),
    path("line/rescues/<uuid:rescue_id>", views.rescue, name="rescue"),
    path("line/rescues/<uuid:rescue_id>/<slug:kind>", views.act, name="rescue-act"),
    path("line/conversations/<uuid:conversation_id>/rescue", views.of_conversation, name="conversation-rescue"),
]
