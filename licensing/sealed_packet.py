"""The evidence packet with what a third party needs to date it: proof of inclusion in the sealed history, and a stamp.

Minutes after an acceptance its event, and the one that keeps the packet's hash, are sealed in the province's chain
(audit/seals.py). From then on this archive holds the packet as it was told to both sides, the two events word for word,
the seals over them with the hash of every event beside them, and the platform's signature on all that with the time of
the seal (互联网法院规定 第十一条; 电子签名法 第十三条). The event that published each accepted version stands there too
with the line by which it keeps the version's digest: the accepted words stood in the sealed history before they were
accepted. No chance is in the signature: the same rows give the same bytes.
"""

from typing import Any

from django.utils.translation import gettext as _

from audit.canonical import plain, text_of
from audit.models import Event, Seal
from audit.seals import seal_over
from licensing.evidence import VERIFIER
from licensing.models import Licence
from licensing.notices import packet_notice
from licensing.sealing import stamper
from licensing.services.papers import packet_for
from licensing.verify_packet import canonical, packed, sha256
from outbox.models import Notice
from publication.inclusion import line_of, told_of
from publication.models import Version
from tenancy.refusals import Refused

VERBS = ("licence.accept", "licence.request", "licence.contract")
README = """许可证据包（含封存证明和时间戳）

packet.zip       证据包原件，其 SHA-256 即回执所载
proof.json       接受许可、生成证据包、公布所接受版本的操作记录原文，以及封存它们的封签（封签所含每条记录的摘要）
receipts.json    双方收到证据包摘要的时间和打开的时间
stamp.json       平台对收讫记录、证据包摘要、操作记录和封签、封存时间的签名（时间戳）；
                 “older”列出公布时操作记录尚不载摘要的版本
certificate.pem  签名所用证书，其指纹可以向平台核对
verify.py        查验程序：python3 verify.py 本文件.zip 回执上的SHA-256 （不需要平台，也不需要联网）
manifest.json    各文件的 SHA-256
"""


def sealed_packet_of(licence: Licence) -> bytes:
    """Raises Refused until the packet has been made and both events are sealed."""
    packet, kept = packet_for(licence)
    events, versions = _events(licence), _versions(licence)
    told = {_line(version): told_of(version) for version in versions}
    published = [one for one in told.values() if one]
    seals = _seals([*events, *(one.event for one in published)])
    proof = canonical(
        {
            "events": [{"text": text_of(event)} for event in events],
            "published": [{"text": text_of(one.event), "lines": one.lines} for one in published],
            "seals": [_seal(seal) for seal in seals],
        }
    )
    receipts = canonical(_receipts(licence))
    said = {
        "number": licence.number,
        "receipts_sha256": sha256(receipts),
        "proof_sha256": sha256(proof),
        "older": [line for line, one in told.items() if one is None],
        "packet_sha256": kept,
        "marks": [seal.mark for seal in seals],
        "sealed_at": plain(seals[-1].sealed_at),
    }
    stamp = stamper()
    files = {
        "packet.zip": packet,
        "proof.json": proof,
        "receipts.json": receipts,
        "stamp.json": canonical({"said": said, "signature": stamp.signature_of(canonical(said)).hex()}),
        "certificate.pem": stamp.certificate(),
        "verify.py": VERIFIER.read_bytes(),
        "readme.txt": README.encode(),
    }
    return packed(files)


def _events(licence: Licence) -> list[Event]:
    """The acceptance and the first making of the contract, which keeps the hash of the packet."""
    told = Event.objects.filter(subject_type=licence._meta.label_lower, subject_id=licence.pk, verb__in=VERBS)
    first: dict[str, Event] = {}
    for event in told.order_by("id"):
        first.setdefault(event.verb, event)
    return list(first.values())


def _versions(licence: Licence) -> list[Version]:
    """Those that were accepted, in the order of the contract."""
    patents = licence.patents.select_related("record")
    return [each.record.versions.select_related("record").get(number=each.version) for each in patents]


def _line(version: Version) -> str:
    return line_of(version.record.number, version.number, version.digest)


def _receipts(licence: Licence) -> list[dict[str, Any]]:
    """Whom of both sides the packet's hash was told, since when and when they opened it (电子签名法 第十条)."""
    told = Notice.objects.filter(key=packet_notice(licence)).select_related("user").order_by("user")
    return [{"name": one.user.name, "sent_at": plain(one.sent_at), "read_at": plain(one.read_at)} for one in told]


def _seals(events: list[Event]) -> list[Seal]:
    """The seals over them, each once, in the order of the chain."""
    found = [seal_over(event) for event in events]
    if not all(found):
        raise Refused(_("操作记录尚未封存，接受许可约十五分钟之后可以下载封存证明；证据包现在就可以下载。"))
    return sorted({seal.pk: seal for seal in found if seal}.values(), key=lambda seal: seal.pk)


def _seal(seal: Seal) -> dict[str, Any]:
    return {
        "since": plain(seal.since),
        "until": plain(seal.until),
        "previous": seal.previous,
        "leaves": seal.leaves,
        "mark": seal.mark,
    }
