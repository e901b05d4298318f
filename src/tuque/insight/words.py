"""What a report must say of its own figures."""

from django.utils.translation import gettext_lazy as _

ASSUMPTIONS = (
    _("The low end counts interactions that someone called for; the high end adds those that teams found on patrol."),
    _("Interactions in which an emergency service was asked for are left out: that service was spent."),
    _(
        "It is assumed that the other service would have come to each one, and would have spent the time written beside its cost. Nobody saw what would have happened: this is an estimate, not a saving in a budget."
    ),
    _("Costs are the organization’s own, with their source and year; they are not adjusted for inflation."),
    _("One interaction may count under several costs when they apply to the same type: read the lines one by one."),
)
MISLEADING = (
    _("More interactions can mean more need, more presence, or better recording. The figures alone do not say which."),
    _("“Found on patrol” follows where and when teams go. “Called” follows who knows the number and dares to call."),
    _("People seen are not different people: without names, the same person met ten times counts ten."),
    _("Hours and response times are known only for the records that have both times; the others are not guessed."),
    _("A period is compared with nothing here: a change needs a comparison, with its own uncertainty."),
)
