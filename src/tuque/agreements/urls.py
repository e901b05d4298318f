from django.urls import path

from tuque.agreements import views

app_name = "agreements"
urlpatterns = [
    path("agreements", views.list_agreements, name="list"),
    path("agreements/new", views.new, name="new"),
    path("agreements/who-sees-what", views.who_sees_what, name="who-sees-what"),
    path("agreements/<uuid:public_id>", views.agreement, name="agreement"),
    path("agreements/<uuid:public_id>/clauses", views.new_clause, name="new-clause"),
    path("agreements/<uuid:public_id>/clauses/<int:number>", views.clause, name="clause"),
    path("agreements/<uuid:public_id>/clauses/<int:number>/removal", views.clause_removal, name="clause-removal"),
    path("agreements/<uuid:public_id>/proposal", views.proposal, name="proposal"),
    path("agreements/<uuid:public_id>/signature", views.signature, name="signature"),
    path("agreements/<uuid:public_id>/version", views.version, name="version"),
    path("agreements/<uuid:public_id>/dropping", views.dropping, name="dropping"),
    path("agreements/<uuid:public_id>/ending", views.ending, name="ending"),
]
