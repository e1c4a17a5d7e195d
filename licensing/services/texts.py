"""官方合同文本: a province's administrator uploads it; from its day on it takes the place of the model."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.contract import MARKS, Clause, missing_clauses
from licensing.models import ContractText
from licensing.word_reading import clauses_of_word
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Right

NEEDED = ("许可使用费", "许可地域", "许可期限起", "许可期限止")


@transaction.atomic
def install(
    upload: UploadedFile | None, *, by: Actor, version: str, title: str, document: str, in_force_from: date
) -> ContractText:
    """Keep a version. Marks like 【许可使用费】 are where a licence fills in; an unknown or missing one is named."""
    by.must(Right.SET_POLICY)
    clauses = clauses_of_word(upload)
    assert upload
    if faults := _faults(clauses, version, by):
        raise Refused(*faults)
    upload.seek(0)
    text = ContractText.objects.create(
        version=version,
        title=_marked(title),
        document=document,
        clauses=[{"title": clause.title, "text": [_marked(line) for line in clause.text]} for clause in clauses],
        in_force_from=in_force_from,
        sha256=hashlib.sha256(upload.read()).hexdigest(),
        effective_at=timezone.now(),
        entered_by=by.user.pk if by.user else None,
        entered_by_name=by.name,
    )
    payload = {"version": version, "document": document, "from": in_force_from, "sha256": text.sha256}
    record("licence.contract_text", by.province, by=by, payload=payload)
    return text


def shown(text: ContractText) -> list[Clause]:
    """The clauses as they were uploaded, with their marks in Chinese."""
    back = {f"{{{key}}}": f"【{word}】" for word, key in MARKS.items()}
    return [Clause(row["title"], tuple(_replaced(line, back) for line in row["text"])) for row in text.clauses]


def _replaced(line: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        line = line.replace(old, new)
    return line.replace("{{", "{").replace("}}", "}")


def _marked(line: str) -> str:
    """With the marks as the contract fills them; a brace of the text stays a brace."""
    line = line.replace("{", "{{").replace("}", "}}")
    for word, key in MARKS.items():
        line = line.replace(f"【{word}】", f"{{{key}}}")
    return line


def _faults(clauses: Sequence[Clause], version: str, by: Actor) -> list[str]:
    found: list[str] = []
    text = "\n".join(line for clause in clauses for line in clause.text)
    named = {part.partition("】")[0] for part in text.split("【")[1:]}
    if unknown := sorted(named - set(MARKS)):
        found.append(_("文本中的标记不能识别：%s。可用的标记见本页。") % "、".join(f"【{word}】" for word in unknown))
    if lacking := [word for word in NEEDED if word not in named]:
        found.append(
            _("文本缺少标记：%s；没有它们，合同不含接受的条件。") % "、".join(f"【{word}】" for word in lacking)
        )
    policy = policy_of(by.province)
    if missing := missing_clauses(policy.contract_clauses, [clause.title for clause in clauses]):
        words = {"names": "、".join(missing), "clause": policy.cite("contract_clauses")}
        found.append(_("文本缺少必备条款：%(names)s（%(clause)s）。") % words)
    if ContractText.objects.filter(version=version).exists():
        found.append(_("已有版本“%s”，请换一个版本名称。") % version)
    return found
