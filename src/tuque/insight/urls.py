from django.urls import path

from tuque.insight.views import board

app_name = "insight"
urlpatterns = [
    path("board", board.board, name="board"),
    path("board/<slug:name>.<slug:kind>", board.download, name="board-file"),
]
