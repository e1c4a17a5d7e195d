"""Co-owners: who they are, asking each by a letter with a link, reminding, and what they answered there or on paper."""

import hashlib
import json
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.forms import EmailField
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.models import Event
from audit.record import record
from declarations.materials import CO_OWNER_CONSENT
from declarations.models import Consent, Declaration, Owner
from declarations.models.requests import Outcome
from declarations.notices import tell_declarant
from declarations.services.answers import OFFERED
from declarations.services.attachments import take_in
from declarations.services.drafts import refuse_unless_own
from declarations.services.moves import locked
from declarations.workflow import Status
from outbox.mail import post
from publication.terms import FaultyTerms, read_terms
from tenancy.actors import Actor, system_actor
from tenancy.models import Province
from tenancy.numerals import read_numeral
from tenancy.refusals import Refused
from tenancy.scope import acting

ANSWER_WITHIN = timedelta(days=30)  # of the last letter; afterwards the declarant asks anew
REMIND_AFTER = timedelta(days=7)
MOST_LETTERS = 3  # to one co-owner in a day, also when the terms change in between
ASKED, ANSWERED = "declaration.ask_owner", "declaration.owner_answered"
OVER = (Status.PUBLISHED, Status.NOTICE, Status.WITHDRAWN, Status.ENDED, Status.DISCARDED)


@transaction.atomic
def add(declaration: Declaration, *, by: Actor, name: str, email: str = "", **more: str) -> Owner:
    """List a co-owner as the register names them; once each."""
    declaration = _open(declaration, by=by)
    if not declaration.is_editable:
        raise Refused(_("声明已提交，不能再增减专利权人。"))
    if declaration.owners.filter(name=name.strip()).exists():
        raise Refused(_("“%s”已在专利权人名单中。") % name.strip())
    position = declaration.owners.count()
    owner = Owner.objects.create(declaration=declaration, name=name.strip(), email=email, position=position, **more)
    record("declaration.add_owner", declaration, by=by, payload={"owner": owner.name})
    return owner


@transaction.atomic
def remove(owner: Owner, *, by: Actor) -> None:
    """Take a co-owner off the list; the log keeps the line. A no is not got rid of with its owner."""
    declaration = _open(owner.declaration, by=by)
    if not declaration.is_editable or owner.is_declarant:
        raise Refused(_("声明人不能移除；已提交的声明不能再增减专利权人。"))
    if _said_no(owner, declaration):
        raise Refused(_("“%s”已经答复不同意，不能移出名单；请变更条件后再次征询，或者作废这份声明。") % owner.name)
    record("declaration.remove_owner", declaration, by=by, payload={"owner": owner.name, "consent": owner.consent})
    owner.delete()


def _said_no(owner: Owner, declaration: Declaration) -> bool:
    """Their last word on this patent; to ask anew about other terms takes no word back."""
    words = Event.objects.of(declaration).filter(verb=ANSWERED, payload__owner=owner.name)
    last = words.filter(payload__patent=declaration.patent_number).first()
    return owner.consent == Consent.DECLINED or bool(last and last.payload["consent"] == Consent.DECLINED)


@transaction.atomic
def ask(owner: Owner, *, by: Actor, email: str = "") -> Owner:
    """Send the letter, or send it again with a new link; an earlier link ends. `email` where none was known so far."""
    declaration = _open(owner.declaration, by=by)
    if owner.consent in (Consent.GIVEN, Consent.DECLINED):
        raise Refused(_("“%s”已经答复。") % owner.name)
    owner.email = owner.email or _address(email)
    if not owner.email:
        raise Refused(_("请先填写“%s”的联系邮箱，征询函发往该邮箱。") % owner.name)
    refuse_without_terms(declaration)
    refuse_more_letters(owner)
    owner.consent, owner.asked_at, owner.reminded_at = Consent.ASKED, timezone.now(), None
    token = _new_token(owner)
    owner.save()
    _write_to(owner, token, _("请就专利开放许可声明答复是否同意"), by=by)
    record(ASKED, declaration, by=by, payload={"owner": owner.name})
    return owner


def _address(email: str) -> str:
    try:
        return str(EmailField(required=False, max_length=254).clean(email))
    except ValidationError as fault:
        raise Refused(*fault.messages) from fault


def refuse_more_letters(owner: Owner) -> None:
    """A letter box is not a target: who was written to three times today is not written to again before tomorrow."""
    letters = Event.objects.of(owner.declaration).filter(verb=ASKED, payload__owner=owner.name)
    if letters.filter(recorded_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_LETTERS:
        raise Refused(
            _("一天内已向“%(owner)s”发出%(most)s封征询函，请等待答复或明天再发。")
            % {"owner": owner.name, "most": MOST_LETTERS}
        )


def refuse_without_terms(declaration: Declaration) -> None:
    """One consents to terms, so they must be there."""
    try:
        read_terms(declaration.fee)
    except FaultyTerms as fault:
        raise Refused(_("请先填好许可使用费，再征询共有人：共有人同意的是具体条件。")) from fault
    if not (declaration.patent_number and declaration.starts_on and declaration.ends_on):
        raise Refused(_("请先填好专利号和许可期限，再征询共有人：共有人同意的是具体条件。"))


def find(token: str) -> Owner | None:
    """The co-owner behind a link that is still open. Enters the province that the token names."""
    key, _dot, secret = token.partition(".")
    province = Province.objects.filter(pk=read_numeral(key) or 0).first()
    if province is None:
        return None
    with acting(province=province.pk), transaction.atomic():
        owner = (
            Owner.objects.select_related("declaration__province", "declaration__organisation")
            .exclude(token_hash="")
            .filter(token_hash=_digest(secret), asked_at__gt=timezone.now() - ANSWER_WITHIN)
            .first()
        )
        return owner if owner and as_asked(owner.declaration) else None


def as_asked(declaration: Declaration) -> Declaration | None:
    """With the terms that its owners are asked about: after publication those of an open change; else about nothing."""
    if declaration.status not in OVER:
        return declaration
    wish = declaration.change_requests.filter(outcome=Outcome.ASKED).first()
    if wish is None or declaration.status != Status.PUBLISHED:
        return None
    for name, value in wish.changes.items():
        setattr(declaration, name, value)
    return declaration


def mark_of(declaration: Declaration) -> str:
    """Names the terms that a page shows, so that a yes counts for these and no others."""
    said = [str(getattr(declaration, name)) for name in ("patent_number", "title", *sorted(OFFERED))]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def answer(token: str, *, agrees: bool, name: str, reason: str = "", seen: str = "") -> Owner:
    """The co-owner's own word: once, with their name and, if they decline, why. `seen`: the mark of the page."""
    found = find(token)
    if found is None:
        raise Refused(_("征询链接不存在、已失效或已被新的征询取代，请联系声明人重新发送。"))
    if not agrees and not reason.strip():
        raise Refused(_("不同意的，请写明理由。"))
    with acting(province=found.province_id), transaction.atomic():
        owner = Owner.objects.select_for_update().get(pk=found.pk)
        if owner.consent != Consent.ASKED:
            raise Refused(_("您已答复：%s。需要改变的，请联系声明人重新征询。") % owner.get_consent_display())
        asked = as_asked(owner.declaration)
        if asked is None or (seen and seen != mark_of(asked)):
            raise Refused(_("许可条件在您阅读期间已变动，您的答复没有记录；请重新阅读后答复。"))
        owner.consent = Consent.GIVEN if agrees else Consent.DECLINED
        owner.answered_at, owner.answered_name, owner.reason = timezone.now(), name.strip(), reason.strip()
        owner.paper_sha256 = ""
        owner.save()
        _tell(owner, by=system_actor(found.declaration.province))
    return owner


def _tell(owner: Owner, *, by: Actor) -> None:
    """In the words of the house, whatever language the co-owner reads."""
    with translation.override(settings.LANGUAGE_CODE):
        record(ANSWERED, owner.declaration, by=by, reason=owner.reason, payload=_word_of(owner))
        words = {"owner": owner.name, "answer": owner.get_consent_display()}
        sentence = _("共有专利权人%(owner)s答复：%(answer)s") % words
        tell_declarant(owner.declaration, sentence, by=by, occasion=f"owner:{owner.pk}:{owner.answered_at}")


def _word_of(owner: Owner) -> dict[str, str]:
    """Who said what, and of which patent."""
    said = {"owner": owner.name, "consent": owner.consent, "answered_name": owner.answered_name}
    return said | {"patent": owner.declaration.patent_number}


@transaction.atomic
def enter_paper(owner: Owner, upload: UploadedFile, *, by: Actor, name: str) -> Owner:
    """登记纸质同意书: whoever has no address signs on paper, `name` says who; the office looks at it with the rest.

    Only a yes comes this way, and only where no answer was given: a no given by the link is not undone by a paper.
    """
    declaration = _open(owner.declaration, by=by)
    if owner.is_declarant or owner.consent in (Consent.GIVEN, Consent.DECLINED):
        raise Refused(_("“%s”已经答复。") % owner.name)
    if not name.strip():
        raise Refused(_("请填写同意书的签署人：个人为本人，单位为其签字或者盖章的经办人。"))
    refuse_without_terms(declaration)
    paper = take_in(declaration, CO_OWNER_CONSENT, upload, by=by)
    owner.consent, owner.answered_at, owner.answered_name = Consent.GIVEN, timezone.now(), name.strip()[:60]
    owner.reason, owner.token_hash, owner.paper_sha256 = "", "", paper.sha256
    owner.save()
    record(ANSWERED, declaration, by=by, payload=_word_of(owner) | {"paper": paper.name, "sha256": paper.sha256})
    return owner


def remind(*, by: Actor) -> int:
    """A second letter a week after the last, as long as the time to answer runs; returns how many were written."""
    now = timezone.now()
    quiet = Q(reminded_at=None, asked_at__lt=now - REMIND_AFTER) | Q(reminded_at__lt=now - REMIND_AFTER)
    waiting = Owner.objects.filter(quiet, consent=Consent.ASKED, asked_at__gt=now - ANSWER_WITHIN)
    with transaction.atomic():
        rows = waiting.select_for_update(of=("self",)).select_related("declaration")
        owners = [owner for owner in rows if as_asked(owner.declaration)]
        for owner in owners:
            owner.reminded_at = now
            token = _new_token(owner)
            owner.save(update_fields=["reminded_at", "token_hash"])
            _write_to(owner, token, _("请尽快答复专利开放许可声明的征询"), by=by)
    return len(owners)


def _open(declaration: Declaration, *, by: Actor) -> Declaration:
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if as_asked(declaration) is None:
        raise Refused(_("当前状态为“%s”，不能再变动专利权人。") % declaration.get_status_display())
    return declaration


def _new_token(owner: Owner) -> str:
    """Only its digest is kept; the letter alone has it."""
    secret = secrets.token_urlsafe(24)
    owner.token_hash = _digest(secret)
    return f"{owner.province_id}.{secret}"


def _write_to(owner: Owner, token: str, subject: str, *, by: Actor) -> None:
    declaration = owner.declaration
    body = _(
        "%(owner)s：\n\n%(declarant)s拟就共有专利“%(title)s”（专利号 ZL%(number)s）发布开放许可声明。"
        "共有专利须经全体共有人同意。请打开下面的链接查看许可条件，并在%(day)s前答复同意或不同意：\n\n%(address)s\n\n"
        "无需登录；请不要把链接转给他人。"
    ) % {
        "owner": owner.name,
        "declarant": declaration.organisation.name,
        "title": declaration.title,
        "number": declaration.patent_number,
        "day": timezone.localdate((owner.asked_at or timezone.now()) + ANSWER_WITHIN),
        "address": f"{settings.SITE_URL}{reverse('declarations:consent', args=[token])}",
    }
    post(owner.email, subject, body, key=f"owner:{owner.pk}:{owner.token_hash[:16]}", by=by)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
