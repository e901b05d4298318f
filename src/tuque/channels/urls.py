from django.urls import URLPattern, URLResolver, path

from tuque.channels.providers import urls as providers
from tuque.channels.views import page, setup, talk
from tuque.channels.voice import urls as voice

app_name = "channels"
# What the public sees is in the history of a shared computer: these addresses say nothing of what is there.
urlpatterns: list[URLPattern | URLResolver] = [
    path("open", page.open_now, name="open-now"),
    path("open/<slug:language>", page.open_now, name="open-now"),
    path("c/<slug:code>", page.choose, name="choose"),
    path("c/<slug:code>/begin", talk.begin, name="begin"),
    path("c/<slug:code>/back", talk.come_back, name="come-back"),
    path("c/<slug:code>/erase", talk.erase_by_words, name="erase-by-words"),
    path("c/<slug:code>/<slug:language>", page.page, name="page"),
    path("c/<slug:code>/<uuid:public_id>/say", talk.say, name="say"),
    path("c/<slug:code>/<uuid:public_id>/read", talk.read, name="read"),
    path("c/<slug:code>/<uuid:public_id>/leave", talk.leave, name="leave"),
    path("c/<slug:code>/<uuid:public_id>/end", talk.end, name="end"),
    path("c/<slug:code>/<uuid:public_id>/erase", talk.erase, name="erase"),
    path("c/<slug:code>/<uuid:public_id>/words", talk.phrase, name="words"),
    path("c/<slug:code>/<uuid:public_id>/after", talk.after, name="after"),
    path("c/<slug:code>/<uuid:public_id>/wait", talk.wait, name="wait"),
    *providers.urlpatterns,
    *voice.urlpatterns,
    path("lines", setup.every, name="lines"),
    path("lines/add", setup.add, name="add-line"),
    path("lines/<uuid:public_id>", setup.change, name="line"),
    path("lines/<uuid:public_id>/hours", setup.hours, name="hours"),
    path("lines/<uuid:public_id>/closures", setup.close, name="close"),
    path("lines/<uuid:public_id>/closures/<uuid:closure_id>/removal", setup.reopen, name="reopen"),
]
