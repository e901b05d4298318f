from django.urls import path

from tuque.insight.views import board
from tuque.insight.views import map as map_views

app_name = "insight"
urlpatterns = [
    path("board", board.board, name="board"),
    path("board/<slug:name>.<slug:kind>", board.download, name="board-file"),
    path("map", map_views.show, name="map"),
    path("map/cells.<slug:kind>", map_views.download, name="map-file"),
]
