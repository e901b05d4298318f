from django.urls import URLPattern, URLResolver

from tuque.channels.providers import urls as providers
from tuque.channels.voice import urls as voice

app_name = "channels"
urlpatterns: list[URLPattern | URLResolver] = [*providers.urlpatterns, *voice.urlpatterns]
