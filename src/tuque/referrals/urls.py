from django.urls import path

from tuque.referrals.events import views as events
from tuque.referrals.views import answering, desk, figures

app_name = "referrals"
urlpatterns = [
    path("referrals", desk.home, name="home"),
    path("referrals/due", desk.due, name="due"),
    path("referrals/due/<uuid:referral_id>", desk.follow_up, name="follow-up"),
    path("referrals/<uuid:public_id>", desk.inquiry, name="inquiry"),
    path("referrals/<uuid:public_id>/search", desk.search, name="find"),
    path("referrals/<uuid:public_id>/compare", desk.compare, name="compare"),
    path("referrals/<uuid:public_id>/about", desk.change, name="change"),
    path("referrals/<uuid:public_id>/reach", desk.reach, name="reach"),
    path("referrals/<uuid:public_id>/sheet", desk.sheet, name="sheet"),
    path("referrals/<uuid:public_id>/close", desk.close, name="close"),
    path("referrals/<uuid:public_id>/needs", desk.hear, name="hear"),
    path("referrals/<uuid:public_id>/needs/<uuid:need_id>", desk.settle, name="settle"),
    path("referrals/<uuid:public_id>/needs/<uuid:need_id>/refer", desk.refer, name="refer"),
    path("referrals/<uuid:public_id>/moves/<uuid:referral_id>", desk.move, name="move"),
    path("referrals/<uuid:public_id>/calls/<uuid:referral_id>", desk.hand_over, name="hand-over"),
    path("referrals/<uuid:public_id>/ask/<uuid:referral_id>", desk.ask_again, name="ask"),
    path("needs", figures.needs, name="needs"),
    path("needs.csv", figures.file, name="needs-file"),
    path("needs/areas/<str:area>", figures.needs, name="needs-of-area"),
    path("events", events.events, name="events"),
    path("events/<uuid:public_id>", events.desk, name="event-desk"),
    path("events/<uuid:public_id>/words", events.change, name="event-change"),
    path("events/<uuid:public_id>/close", events.close, name="event-close"),
    path("events/<uuid:public_id>/places", events.add_place, name="event-place"),
    path("events/<uuid:public_id>/places/<uuid:place_id>", events.change_place, name="event-place-change"),
    path("events/<uuid:public_id>/places/<uuid:place_id>/count", events.count, name="event-count"),
    path("events/<uuid:public_id>/places/<uuid:place_id>/withdraw", events.withdraw, name="event-withdraw"),
    path("event/<slug:slug>", events.event, name="event"),
    path("event/<slug:slug>.json", events.as_json, name="event-json"),
    path("event/<slug:slug>.geojson", events.as_geojson, name="event-geojson"),
    path("event/<slug:slug>.atom", events.as_atom, name="event-atom"),
    path("event/<slug:slug>.cap.xml", events.as_cap, name="event-cap"),
    path("event/<slug:slug>.zip", events.pack, name="event-pack"),
    path("r/<str:token>", answering.answer, name="answer"),
]
