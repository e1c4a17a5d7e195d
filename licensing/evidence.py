"""The evidence of an acceptance as one archive: what was shown, who accepted and how that was proved, when, and hashes.

Only what stood at the acceptance goes in, from rows that are never overwritten, so that the packet is the same bytes
whenever it is made (电子签名法 第五条、第六条、第八条、第十三条; 互联网法院规定 第十一条).
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from audit.models import Seal
from licensing.contract import Contract
from licensing.models import Licence, LicensedPatent, Party
from licensing.verify_packet import canonical, packed, sha256
from licensing.workflow import Action
from publication.models import StatusNote
from publication.offers import beside_the_licence

VERIFIER = Path(__file__).parent / "verify_packet.py"
README = """许可证据包

contract.pdf     按被接受的版本生成的合同
contract.json    合同的内容数据，其摘要的前十二位即合同每页的校验码
terms.json       接受时公布的许可条件全文和每一版本的摘要
acceptance.json  接受事实：双方、经办人、身份如何确认、是否即时达成及依据；接受时间（网站时钟）和
                 入库时间（数据库时钟），两者之差含办理用时；identity.release 为当时程序各文件的摘要
checks.json      接受前最近一次专利法律状态核查
platform.json    接受时平台操作记录的最近一个封签，此前的记录此后不能改动而不被发现
verify.py        查验程序：python3 verify.py 证据包.zip 回执上的SHA-256 （不需要平台，也不需要联网）
manifest.json    各文件的 SHA-256
"""


def packet_of(licence: Licence, contract: Contract, pdf: bytes) -> bytes:
    """The archive; `pdf` are the contract's bytes as they were drawn and hashed."""
    patents = list(licence.patents.select_related("record"))
    files = {
        "contract.pdf": pdf,
        "contract.json": canonical(asdict(contract)),
        "terms.json": canonical([_terms(patent) for patent in patents]),
        "acceptance.json": canonical(_acceptance(licence) | {"contract_sha256": sha256(pdf)}),
        "checks.json": canonical([_check(licence, patent) for patent in patents]),
        "platform.json": canonical(_platform(licence)),
        "verify.py": VERIFIER.read_bytes(),
        "readme.txt": README.encode(),
    }
    return packed(files)


def _terms(patent: LicensedPatent) -> dict[str, Any]:
    """The version word for word; its digest can be worked out again from it."""
    version = patent.record.versions.get(number=patent.version)
    names = ("title", "owners", "terms", "fee_sentence", "territory", "contact_shown", "publisher", "summary")
    content = {name: getattr(version, name) for name in names} | beside_the_licence(version)
    content |= {"term_from": version.term_from.isoformat(), "term_to": version.term_to.isoformat()}
    return {
        "number": patent.record_number,
        "version": patent.version,
        "published_at": version.effective_at.isoformat(),
        "digest": patent.digest,
        "content": content,
    }


def _acceptance(licence: Licence) -> dict[str, Any]:
    turn = licence.turns.get(action__in=[Action.ACCEPT, Action.REQUEST])
    return {
        "number": licence.number,
        "scheme": licence.scheme,
        "accepted_at": licence.accepted_at.isoformat(),  # the clock of the web server
        "recorded_at": turn.recorded_at.isoformat(),  # the clock of the database
        "accepted_by": licence.accepted_by_name,
        "identity": licence.identity,
        "page_key": str(licence.key),
        "is_binding": licence.is_binding,
        "why_request": licence.why_request,
        "use_place": licence.use_place,
        "scope": licence.scope,
        "starts_on": licence.starts_on.isoformat(),
        "ends_on": licence.ends_on.isoformat(),
        "parties": [_party(party) for party in licence.parties.all()],
        "platform": settings.SITE_URL,
    }


def _platform(licence: Licence) -> dict[str, Any]:
    """The last seal of the province's history that stood when the licence was accepted."""
    seal = Seal.objects.filter(province=licence.province_id, sealed_at__lte=licence.accepted_at).last()
    return {"seal": seal.mark if seal else "", "sealed_until": seal.until.isoformat() if seal else ""}


def _party(party: Party) -> dict[str, Any]:
    names = ("side", "position", "name", "credit_code", "owner_type", "size", "region_name")
    return {name: getattr(party, name) for name in names}


def _check(licence: Licence, patent: LicensedPatent) -> dict[str, Any]:
    """The last check that was known when the licence was accepted."""
    notes = StatusNote.objects.filter(record=patent.record_id, recorded_at__lte=licence.accepted_at)
    note = notes.order_by("-effective_at", "-id").first()
    known = {"patent": patent.patent_number, "checked_at": None, "outcome": "", "source": ""}
    if note is None:
        return known
    return known | {"checked_at": note.effective_at.isoformat(), "outcome": note.outcome, "source": note.source}
