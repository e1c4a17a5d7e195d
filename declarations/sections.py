"""The pages of the form as a list, and how far each is. Task list, step bar and check page read it (U23, U24)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.forms.base import PageForm
from declarations.forms.fee import FeeForm
from declarations.forms.patent import PatentForm
from declarations.forms.simple import ContactForm, ExtraForm, TermForm, own_items
from declarations.local_rules import rules_when_begun
from declarations.marks import Mark, marks_of
from declarations.models import Declaration
from declarations.readiness import Missing, missing_to_submit
from tenancy.policy import Policy


class Progress(models.TextChoices):
    """ "Not looked at" and "looked at, not complete" are two different words."""

    NOT_STARTED = "未开始", _("未开始")
    LOOKED_AT = "已看未完成", _("已看未完成")
    UNDER_WAY = "进行中", _("进行中")
    DONE = "已完成", _("已完成")
    TO_CORRECT = "需更正", _("需更正")


@dataclass(frozen=True)
class Section:
    """One page: its key in the address, its title, the answers it is responsible for."""

    key: str
    title: str | Promise
    fields: tuple[str, ...]
    form: type[PageForm] | None = None  # none: it has a page of its own making

    def address(self, declaration: Declaration) -> str:
        return reverse(f"declarations:{self.key if self.form is None else 'page'}", args=self._args(declaration))

    def _args(self, declaration: Declaration) -> list[object]:
        return [declaration.pk] if self.form is None else [declaration.pk, self.key]


PATENT_FIELDS = (
    *("patent_number", "is_application", "title", "filed_on", "granted_on"),
    *("classification", "industry", "summary"),
)
EXTRA_FIELDS = ("fee_basis", "pledgee_consents", "state_asset", "service", "service_price", "extra")
ALL = (
    Section("patent", _("专利"), PATENT_FIELDS, PatentForm),
    Section("owners", _("专利权人"), ("owners",)),
    Section("fee", _("许可使用费"), ("fee",), FeeForm),
    Section("term", _("许可期限与区域"), ("mode", "starts_on", "ends_on", "territory"), TermForm),
    Section("contact", _("联系人"), ("contact_name", "contact_phone", "contact_email", "contact_public"), ContactForm),
    Section("extra", _("其他事项"), EXTRA_FIELDS, ExtraForm),
    Section("materials", _("附件材料"), ("attachments",)),
)
PROMISES = Section("promises", _("承诺与盖章"), ("commitments",))
BY_KEY = {section.key: section for section in (*ALL, PROMISES)}


@dataclass(frozen=True)
class Line:
    """A section of one declaration with what is still to do in it."""

    section: Section
    href: str
    progress: Progress
    missing: tuple[Missing, ...]
    marks: tuple[Mark, ...]

    @property
    def word(self) -> str | Promise:
        return self.section.title

    @property
    def status(self) -> str:
        return str(self.progress.value)

    @property
    def hint(self) -> str:
        said = [mark.sentence for mark in self.marks]
        looked = self.progress in (Progress.LOOKED_AT, Progress.UNDER_WAY)
        return "；".join(said or ([missing.sentence for missing in self.missing] if looked else []))


def lines_of(declaration: Declaration) -> list[Line]:
    """All pages with their state, in the order of the form."""
    policy = rules_when_begun(declaration)
    missing, marks = missing_to_submit(declaration), marks_of(declaration)
    return [_line(section, declaration, policy, missing, marks) for section in (*ALL, PROMISES)]


def _line(
    section: Section, declaration: Declaration, policy: Policy, missing: list[Missing], marks: list[Mark]
) -> Line:
    names = fields_of(section, policy)
    here = tuple(each for each in missing if each.field in names)
    said = tuple(mark for mark in marks if mark.field in names and not _saved_since(declaration, section, mark))
    progress = Progress.TO_CORRECT if said else _progress(section, declaration, here)
    return Line(section, section.address(declaration), progress, here, said)


def fields_of(section: Section, policy: Policy) -> set[str]:
    """What the page answers for, with the province's own items."""
    own = {item.name for item in own_items(policy)} if section.key == "extra" else set()
    return set(section.fields) | own


def _saved_since(declaration: Declaration, section: Section, mark: Mark) -> bool:
    saved = declaration.pages.get(section.key, {}).get("saved_at", "")
    return bool(saved) and datetime.fromisoformat(saved) > mark.said_at


def _progress(section: Section, declaration: Declaration, missing: tuple[Missing, ...]) -> Progress:
    page = declaration.pages.get(section.key)
    if page is None:
        return Progress.NOT_STARTED if missing or not _has_content(section, declaration) else Progress.DONE
    if missing or page.get("typed"):
        return Progress.UNDER_WAY if page.get("edits") else Progress.LOOKED_AT
    return Progress.DONE


def _has_content(section: Section, declaration: Declaration) -> bool:
    """Filled in from elsewhere: a batch, an intention, a prefill."""
    return section.key == "promises" or any(getattr(declaration, name, None) for name in section.fields)


def after(section: Section, declaration: Declaration) -> str:
    """The address of the next page; the check page comes after the last."""
    keys = list(ALL)
    following = keys[keys.index(section) + 1 :] if section in keys else []
    return following[0].address(declaration) if following else reverse("declarations:answers", args=[declaration.pk])


# The step bar (U02): 填写 → 核对 → 承诺/盖章 → 提交 → 审核 → 公告.
STEPS = (
    ("write", _("填写"), "tasks"),
    ("answers", _("核对"), "answers"),
    ("promises", _("承诺/盖章"), "promises"),
    ("submit", _("提交"), "submit"),
    ("office", _("审核"), ""),
    ("public", _("公告"), ""),
)


def steps(declaration: Declaration, current: str) -> Iterator[dict[str, object]]:
    """The steps as the step bar shows them; earlier ones can be gone back to without loss."""
    reached = [key for key, _word, _name in STEPS].index(current)
    for place, (_key, word, name) in enumerate(STEPS):
        state = "done" if place < reached else "current" if place == reached else "todo"
        open_again = name and declaration.is_editable
        href = reverse(f"declarations:{name}", args=[declaration.pk]) if open_again else ""
        yield {"word": word, "state": state, "href": href}
