"""The territory of a licence (许可地域) as one filters by it: the whole country, one province, or words of their own.

The words bind and are shown everywhere; the database works the value out (publication_reach, migration 0016):
`nation` for the whole country without exception, the key of a province where the words name that one or the
record's own city and no other place, `other` for the rest, which one has to read.
"""

from django.utils.translation import gettext as _

from publication.places import province_name, province_of
from tenancy.models.regions import NATION

WHOLE_COUNTRY, OTHER = "nation", "other"


def read(text: str) -> str:
    """`nation`, `other`, or a province by slug or key. Raises ValueError for another word."""
    if text in (WHOLE_COUNTRY, OTHER):
        return text
    if (found := province_of(text)) is None:
        raise ValueError
    return WHOLE_COUNTRY if found.pk == NATION else str(found.pk)


def label(value: str) -> str:
    """As the facet says it, in the language of the page."""
    if value == OTHER:
        return _("其他地域（以原文为准）")
    return province_name(str(NATION) if value == WHOLE_COUNTRY else value)
