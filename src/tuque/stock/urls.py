from django.urls import URLPattern, URLResolver, path

from tuque.stock.views import by_hand, looking, setup

app_name = "stock"
urlpatterns: list[URLPattern | URLResolver] = [
    path("stock", looking.home, name="home"),
    path("stock/mine", by_hand.mine, name="mine"),
    path("stock/receive", by_hand.receive, name="receive"),
    path("stock/move", by_hand.move, name="move"),
    path("stock/count", by_hand.count, name="count"),
    path("stock/throw-away", by_hand.throw_away, name="throw-away"),
    path("stock/acts/<uuid:public_id>", looking.act, name="act"),
    path("stock/acts/<uuid:public_id>/undoing", by_hand.undo, name="undo"),
    path("stock/items/<uuid:public_id>", looking.item, name="item"),
    path("stock/set-up", setup.everything, name="setup"),
    path("stock/set-up/items", setup.add_item, name="add-item"),
    path("stock/set-up/items/<uuid:public_id>", setup.item, name="item-setup"),
    path("stock/set-up/stores", setup.add_store, name="add-store"),
    path("stock/set-up/stores/<uuid:public_id>", setup.store, name="store-setup"),
]
