from django.urls import path

from tuque.insight.views import board, reports, stock
from tuque.insight.views import map as map_views

app_name = "insight"
urlpatterns = [
    path("board", board.board, name="board"),
    path("board/<slug:name>.<slug:kind>", board.download, name="board-file"),
    path("map", map_views.show, name="map"),
    path("map/cells.<slug:kind>", map_views.download, name="map-file"),
    path("reports", reports.show, name="reports"),
    path("reports/pdf", reports.pdf, name="report-pdf"),
    path("reports/stock", stock.show, name="stock"),
    path("reports/stock/<slug:name>.<slug:kind>", stock.download, name="stock-file"),
    path("reports/costs", reports.costs, name="costs"),
]
