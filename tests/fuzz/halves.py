"""What is never half there, whoever did what: one statement over the rows of a province, each fault by its name."""

from django.db import connection

from tenancy.scope import acting
from tests.isolation.people import LN

LICENCE = "SELECT count(*) FROM licensing_licence l WHERE"
RECORD = "SELECT count(*) FROM publication_record r WHERE r.province_id = %(province)s AND"
OUT = "('published', 'notice', 'withdrawn')"
RULES = {
    "a licence without one acceptance": f"""{LICENCE}
        (SELECT count(*) FROM licensing_turn t WHERE t.licence_id = l.id AND t.action = 'accept') <> 1""",
    "a licence that is not where its last step led": f"""{LICENCE} l.status IS DISTINCT FROM
        (SELECT t.status FROM licensing_turn t WHERE t.licence_id = l.id ORDER BY t.id DESC LIMIT 1)""",
    "a licence without an event for each of its steps": f"""{LICENCE}
        (SELECT count(*) FROM licensing_turn t WHERE t.licence_id = l.id) > (SELECT count(*) FROM audit_event e
        WHERE e.subject_type = 'licensing.licence' AND e.subject_id = l.id)""",
    "a licence without both sides": f"""{LICENCE}
        (SELECT count(DISTINCT p.side) FROM licensing_party p WHERE p.licence_id = l.id) <> 2""",
    "a licence without a patent": f"""{LICENCE}
        NOT EXISTS (SELECT FROM licensing_licensedpatent p WHERE p.licence_id = l.id)""",
    "a declaration that is out without a record": f"""SELECT count(*) FROM declarations_declaration d
        WHERE d.status IN {OUT} AND NOT EXISTS (SELECT FROM publication_record r WHERE r.number = d.record_number)""",
    "a declaration with a record that is not out": f"""SELECT count(*) FROM declarations_declaration d
        WHERE d.record_number <> '' AND d.status NOT IN {OUT} AND d.status <> 'ended'""",
    "a record that does not show its last version": f"""{RECORD} r.current_id IS DISTINCT FROM
        (SELECT v.id FROM publication_version v WHERE v.record_id = r.id ORDER BY v.number DESC LIMIT 1)""",
    "a record without a word in the feed": f"""{RECORD}
        NOT EXISTS (SELECT FROM publication_change c WHERE c.record_id = r.id)""",
}
ALL = " UNION ALL ".join(
    f"SELECT '{name}', n FROM ({count}) AS counted(n) WHERE n > 0" for name, count in RULES.items()
)


def half_there(province: int = LN) -> list[str]:
    """The names of the rules that some rows of the province break, inside the transaction as it stands."""
    with acting(province=province), connection.cursor() as cursor:
        cursor.execute(ALL, {"province": province})
        return [f"{name} ({n})" for name, n in cursor.fetchall()]


class Halves:
    """Looks after each page, and says afterwards what it saw."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def look(self) -> None:
        """A transaction that failed is undone whole."""
        self.seen += [] if connection.needs_rollback else half_there()

    def told(self) -> list[str]:
        """What was seen since one asked last."""
        seen, self.seen = self.seen, []
        return seen
