from django.urls import URLPattern, URLResolver, path

from tuque.contact_centre.abuse.urls import urlpatterns as abuse_urls
from tuque.contact_centre.annual.urls import urlpatterns as annual_urls
from tuque.contact_centre.console import urls as console
from tuque.contact_centre.followup.urls import urlpatterns as follow_up_urls
from tuque.contact_centre.rescue.urls import urlpatterns as rescue_urls
from tuque.contact_centre.suggestions.urls import urlpatterns as suggestion_urls
from tuque.contact_centre.survey.urls import urlpatterns as survey_urls
from tuque.contact_centre.views import cards, line, offers, rules, shifts, staffing

app_name = "contact_centre"
urlpatterns: list[URLPattern | URLResolver] = [
    *console.patterns,
    path("line/now", line.line, name="line"),
    path("line/now/mode", line.switch, name="switch-mode"),
    path("line/now/gap", line.note_gap, name="note-gap"),
    path("line/offers", offers.offers, name="offers"),
    path("line/offers/<int:number>", offers.offer, name="offer"),
    path("line/rules", rules.rules, name="rules"),
    path("line/rules/draft", rules.save_draft, name="save-draft"),
    path("line/rules/publish", rules.publish, name="publish"),
    path("line/rules/undo", rules.undo, name="undo"),
    path("line/rules/compared.svg", rules.compared, name="compared"),
    path("line/responders", cards.responders, name="responders"),
    path("line/responders/<uuid:worker_id>", cards.responder, name="responder"),
    path("line/shifts", shifts.shifts, name="shifts"),
    path("line/shifts/plan", shifts.plan, name="plan-shift"),
    path("line/shifts/copy", shifts.copy, name="copy-week"),
    path("line/shifts/shifts.csv", shifts.download, name="shifts-file"),
    path("line/shifts/<uuid:shift_id>/remove", shifts.remove, name="remove-shift"),
    path("line/staffing", staffing.staffing, name="staffing"),
    path("line/staffing/history", staffing.history, name="history"),
    path("line/staffing/invented-contacts.csv", staffing.example, name="history-example"),
    path("line/staffing/people.svg", staffing.picture, name="staffing-picture"),
    path("line/staffing/staffing.csv", staffing.download, name="staffing-file"),
    *rescue_urls,
    *suggestion_urls,
    *follow_up_urls,
    *survey_urls,
    *annual_urls,
    *abuse_urls,
]
