from django.urls import URLPattern, URLResolver

from tuque.channels.providers import urls as providers

app_name = "channels"
urlpatterns: list[URLPattern | URLResolver] = [*providers.urlpatterns]
