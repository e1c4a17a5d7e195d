"""Declarations that wait in a planned release: nothing else may become of them until it is out or called off."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from declarations.models import Declaration
from publication.models import PlannedRelease
from tenancy.refusals import Refused


def waiting_releases(declarations: Iterable[Declaration]) -> dict[str, PlannedRelease]:
    """Patent number → the release it waits in."""
    wanted = {declaration.patent_number for declaration in declarations}
    waiting = PlannedRelease.objects.filter(released_at=None, cancelled_at=None)
    return {
        offer["patent_number"]: release
        for release in waiting
        for offer in release.offers
        if offer["patent_number"] in wanted
    }


def planned_faults(declarations: Iterable[Declaration]) -> list[str]:
    """Which of them are already planned, with the hour."""
    declarations = list(declarations)
    releases = waiting_releases(declarations)
    return [
        _("%(what)s：已列入定时发布“%(title)s”，须先取消该批次") % {"what": each, "title": releases[each.patent_number]}
        for each in declarations
        if each.patent_number in releases
    ]


def refuse_planned(declaration: Declaration) -> None:
    if faults := planned_faults([declaration]):
        raise Refused(*faults)
