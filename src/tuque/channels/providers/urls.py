from django.urls import URLPattern, URLResolver, path

from tuque.channels.providers.views import accounts, pocket, reach, webhook

urlpatterns: list[URLPattern | URLResolver] = [
    path("in/<str:path>", webhook.webhook, name="webhook"),
    path("numbers", accounts.numbers, name="numbers"),
    path("numbers/new/<slug:provider>", accounts.add, name="add-number"),
    path("numbers/<uuid:public_id>", accounts.number, name="number"),
    path("numbers/<uuid:public_id>/keys", accounts.change, name="change-number"),
    path("numbers/<uuid:public_id>/trial", accounts.try_out, name="try-number"),
    path("numbers/<uuid:public_id>/removal", accounts.retire, name="retire-number"),
    path("conversations/<uuid:public_id>/reach", reach.reach, name="reach"),
    path("conversations/<uuid:public_id>/reach/question", reach.ask, name="ask-stop"),
    path("conversations/<uuid:public_id>/reach/stop", reach.decide, name="decide-stop"),
    path("conversations/<uuid:public_id>/reach/other", reach.other, name="other-number"),
    path("conversations/<uuid:public_id>/reach/number", reach.show, name="show-number"),
    path("pocket", pocket.phones, name="pocket"),
    path("pocket/phones", pocket.add_phone, name="add-phone"),
    path("pocket/phones/<uuid:public_id>/screen", pocket.screen, name="phone-screen"),
    path("pocket/phones/<uuid:public_id>/messages", pocket.write, name="phone-write"),
    path("pocket/phones/<uuid:public_id>/tricks", pocket.trick, name="phone-trick"),
    path("pocket/network", pocket.network, name="pocket-network"),
]
