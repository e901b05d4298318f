from django.urls import path

from tuque.audit.views import findings, proof, records

app_name = "audit"
urlpatterns = [
    path("audit", records.list_records, name="records"),
    path("audit/opened", records.drill, name="drill"),
    path("audit/unusual", findings.findings_page, name="findings"),
    path("audit/unusual/<uuid:public_id>", findings.finding, name="finding"),
    path("audit/proof", proof.proof, name="proof"),
    path("audit/proof/gaps", proof.acknowledge, name="acknowledge"),
    path("audit/proof/check", proof.verify, name="verify"),
    path("audit/proof/checks/<uuid:public_id>", proof.check, name="check"),
    path("audit/proof/witnesses", proof.add_witness, name="add-witness"),
    path("audit/proof/organizations", proof.ask_witness, name="ask-witness"),
    path("audit/proof/witnesses/<uuid:public_id>/end", proof.end_witness, name="end-witness"),
    path("audit/kept/<uuid:public_id>", proof.kept, name="kept"),
    path("audit/kept/<uuid:public_id>/answer", proof.answer, name="answer"),
    path("audit/kept/<uuid:public_id>/check", proof.verify_kept, name="verify-kept"),
    path("audit/roots/<uuid:public_id>", proof.paper, name="paper"),
]
