"""What of the log could be reached with someone's access: for the privacy officer, when a phone was stolen."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.agreements.api import DataClass
from tuque.audit.api import Access, Reached
from tuque.interactions import permissions
from tuque.interactions.models import Attachment, Interaction, Photo
from tuque.interactions.permissions import Reach

# What an analyst's reach leaves out.
DETAILS = frozenset({DataClass.IDENTITY, DataClass.WORDS})


def count(access: Access) -> list[Reached]:
    """Records and photos within the reach of the roles held then; void ones too, since they can be read."""
    reaches = [
        permissions.reach_with(access.worker, roles=one.roles, team_ids=one.team_ids, in_no_team=not one.team_ids)
        for one in access.held
        if one.roles
    ]
    rows, detailed = _rows(reaches), _rows([reach for reach in reaches if reach.details])
    has_details = any(reach.details for reach in reaches)
    classes = [one.label for one in DataClass if has_details or one not in DETAILS]
    photos = Photo.objects.filter(interaction__in=detailed)
    found = [
        Reached(_("Records"), rows.count(), classes),
        Reached(_("Photos"), photos.count(), [_("Faces and places")]),
    ]
    beside = Attachment.objects.filter(interaction__in=detailed).count()
    told = [one.label for one in DataClass if one in DETAILS]
    return [*found, Reached(_("Signatures and recordings"), beside, told)] if beside else found


def _rows(reaches: Sequence[Reach]) -> QuerySet[Interaction]:
    found = Q(pk__in=[])
    for reach in reaches:
        within = Q() if reach.everything else Q(team_id__in=reach.team_ids)
        if reach.own and not reach.everything:
            within |= Q(recorded_by_id=reach.worker_id)
        found |= within & Q(organization_id=reach.organization_id)
    return Interaction.objects.filter(found)
