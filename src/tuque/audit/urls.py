from django.urls import path

from tuque.audit import views

app_name = "audit"
urlpatterns = [
    path("audit", views.list_records, name="records"),
    path("audit/opened", views.drill, name="drill"),
    path("audit/unusual", views.findings_page, name="findings"),
    path("audit/unusual/<uuid:public_id>", views.finding, name="finding"),
    path("audit/proof", views.proof, name="proof"),
    path("audit/proof/gaps", views.acknowledge, name="acknowledge"),
    path("audit/proof/witnesses", views.add_witness, name="add-witness"),
    path("audit/proof/witnesses/<uuid:public_id>/end", views.end_witness, name="end-witness"),
    path("audit/roots/<uuid:public_id>", views.paper, name="paper"),
]
