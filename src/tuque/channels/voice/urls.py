from django.urls import URLPattern, URLResolver, path

from tuque.channels.voice.views import console, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("v/<slug:code>", public.root, name="voice-root"),
    path("v/<slug:code>/call", public.call, name="voice-call"),
    path("v/<slug:code>/<slug:language>", public.page, name="voice-page"),
    path("v/<slug:code>/<uuid:public_id>/look", public.look, name="caller-look"),
    path("v/<slug:code>/<uuid:public_id>/tell", public.tell, name="caller-tell"),
    path("v/<slug:code>/<uuid:public_id>/leave", public.leave, name="caller-leave"),
    path("v/<slug:code>/<uuid:public_id>/after", public.after, name="caller-after"),
    path("conversations/<uuid:public_id>/voice", console.voice, name="voice"),
    path("conversations/<uuid:public_id>/voice/enter", console.enter, name="voice-enter"),
    path("conversations/<uuid:public_id>/voice/look", console.look, name="voice-look"),
    path("conversations/<uuid:public_id>/voice/tell", console.tell, name="voice-tell"),
    path("conversations/<uuid:public_id>/voice/hold", console.hold, name="voice-hold"),
    path("conversations/<uuid:public_id>/voice/transfer", console.transfer, name="voice-transfer"),
    path("conversations/<uuid:public_id>/voice/leave", console.leave, name="voice-leave"),
    path("conversations/<uuid:public_id>/voice/end", console.end, name="voice-end"),
]
