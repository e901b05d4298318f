from django.urls import path

from tuque.accounts.views import invitations, me, people, teams

app_name = "accounts"
urlpatterns = [
    path("workers", people.list_workers, name="workers"),
    path("workers/invite", invitations.invite, name="invite"),
    path("workers/invitations/<uuid:public_id>/withdrawal", invitations.withdraw, name="withdraw"),
    path("workers/<uuid:public_id>", people.show_worker, name="worker"),
    path("workers/<uuid:public_id>/roles", people.give_role, name="give-role"),
    path("workers/<uuid:public_id>/roles/end", people.end_role, name="end-role"),
    path("workers/<uuid:public_id>/disabling", people.disable, name="disable"),
    path("workers/<uuid:public_id>/enabling", people.enable, name="enable"),
    path("workers/<uuid:public_id>/sessions/end", people.end_sessions, name="end-sessions"),
    path("workers/<uuid:public_id>/factors/end", people.take_factors_away, name="take-factors-away"),
    path("teams", teams.list_teams, name="teams"),
    path("teams/<uuid:public_id>", teams.rename, name="team"),
    path("teams/<uuid:public_id>/retirement", teams.retire, name="retire-team"),
    path("teams/<uuid:public_id>/return", teams.restore, name="restore-team"),
    path("invitation/<str:token>", invitations.accept, name="accept"),
    path("me", me.show, name="me"),
    path("me/kept", me.show_kept, name="kept"),
    path("me/welcome", me.welcome, name="welcome"),
    path("me/sessions/end", me.end_session, name="end-session"),
    path("me/sessions/end-others", me.end_other_sessions, name="end-other-sessions"),
]
