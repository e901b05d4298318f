"""Every address of the site."""

from django.urls import include, path

from tuque.releases.endpoints.root import api
from tuque.web import views

urlpatterns = [
    path("", views.home_page, name="root"),
    path("", include("tuque.channels.urls")),  # before the others: a crowd that asks for help is found first
    path("", include("tuque.web.urls")),
    path("api/v1/", api.urls),
    path("openrosa/", include("tuque.releases.openrosa.urls")),
    path("account/", include("tuque.accounts.sign_in_urls")),
    path("", include("tuque.accounts.urls")),
    path("", include("tuque.audit.urls")),
    path("", include("tuque.retention.urls")),
    path("", include("tuque.breakglass.urls")),
    path("", include("tuque.agreements.urls")),
    path("", include("tuque.forms.urls")),
    path("", include("tuque.people.urls")),
    path("", include("tuque.directory.urls")),
    path("hsds/", include("tuque.directory.interface.urls")),
    path("", include("tuque.referrals.urls")),
    path("", include("tuque.interactions.urls")),
    path("", include("tuque.stock.urls")),
    path("", include("tuque.instruments.urls")),
    path("", include("tuque.contact_centre.urls")),
    path("", include("tuque.insight.urls")),
    path("", include("tuque.geo.urls")),
    path("", include("tuque.directory.finder.urls")),
    path("", include("tuque.releases.desk.urls")),
    path("", include("tuque.releases.urls")),
]
handler400 = views.bad_request
handler403 = views.refused
handler404 = views.not_found
handler429 = views.too_many
handler500 = views.broken
