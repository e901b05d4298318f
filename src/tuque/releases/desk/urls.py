from django.urls import path

from tuque.releases.desk.views import asking, public, staff

app_name = "data"
urlpatterns = [
    path("data", public.home, name="home"),
    path("data/file", public.file, name="file"),
    path("data/answers", public.library_page, name="answers"),
    path("data/answers/<uuid:public_id>", public.past, name="past"),
    path("data/ask", asking.ask, name="ask"),
    path("data/requests/<str:token>", asking.request_page, name="request"),
    path("data/requests/<str:token>/files/<uuid:file_id>", asking.request_file, name="request-file"),
    path("data-requests/", staff.requests, name="requests"),
    path("data-requests/desk", staff.keep_desk, name="keep-desk"),
    path("data-requests/<uuid:public_id>", staff.one, name="staff-request"),
    path("data-requests/<uuid:public_id>/files/<uuid:file_id>", staff.file, name="staff-file"),
    path("data-requests/<uuid:public_id>/acts", staff.act, name="act"),
    path("data-requests/library", staff.library, name="library"),
    path("data-requests/library/<uuid:public_id>", staff.entry, name="entry"),
]
