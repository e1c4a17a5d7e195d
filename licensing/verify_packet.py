"""查验许可证据包、封存证明、签署文件包、成效证明。 Checks a packet without the platform: verify.py packet.zip [SHA-256]

Only Python's own library is used. Every byte counts: the archive must be exactly what its files give when they are
packed again, each file must have the hash of the manifest, the published terms and the contract must have the digests
that were shown, and the contract's PDF the hash that was kept. The expected SHA-256 of the packet is in the receipt:
with it, a packet that somebody made anew as a whole is refused too. Where a packet comes with its proof, the events of
the acceptance must stand among those that were sealed, the seals must be what their events give, the digest of each
accepted version must stand in an event that published it before, and the stamp must be signed with the key of the
certificate.
"""

import base64
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"


def canonical(data: Any) -> bytes:
    """The one way in which this packet writes JSON."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def packed(files: dict[str, bytes]) -> bytes:
    """The archive of these files: no clock, no compression, one order, so that the same files are the same bytes."""
    listed = {MANIFEST: canonical({name: sha256(content) for name, content in files.items()}), **files}
    drawn = io.BytesIO()
    with zipfile.ZipFile(drawn, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(listed):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, listed[name])
    return drawn.getvalue()


def faults(packet: bytes, expected: str = "") -> list[str]:
    """Why the packet is not genuine; empty: it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(packet)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(files.pop(MANIFEST))
        if packed(files) != packet:
            return ["证据包不是原样：文件、清单或者包装有改动"]
        if "packet.zip" in files:
            return [*_changed(files, manifest), *faults(files["packet.zip"], expected), *_proof(files)]
        if expected and sha256(packet) != expected.strip().lower():
            return ["证据包的摘要与回执所载不一致"]
        if "certificate.json" in files:
            return [*_changed(files, manifest), *_certificate(files)]
        if "signing.json" in files:
            return [*_changed(files, manifest), *_signing(files)]
        return [*_changed(files, manifest), *_terms(json.loads(files["terms.json"])), *_contract(files)]
    except Exception as error:  # whatever a damaged archive makes Python say, it is not genuine
        return [f"证据包已损坏：{type(error).__name__}"]


def _changed(files: dict[str, bytes], manifest: dict[str, str]) -> list[str]:
    return [f"{name} 与清单不符" for name in sorted({*files, *manifest}) if sha256(files[name]) != manifest[name]]


def _terms(patents: list[dict[str, Any]]) -> list[str]:
    """Each version's digest is worked out again from the words that were shown."""
    wrong = []
    for patent in patents:
        plain = {"number": patent["number"], "version": patent["version"], **patent["content"]}
        if sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()) != patent["digest"]:
            wrong.append(f"{patent['number']} 第{patent['version']}版的内容与公布的摘要不符")
    return wrong


def _contract(files: dict[str, bytes]) -> list[str]:
    contract, acceptance = json.loads(files["contract.json"]), json.loads(files["acceptance.json"])
    plain = json.dumps({**contract, "digest": ""}, ensure_ascii=False, sort_keys=True)
    wrong = []
    if sha256(plain.encode()) != contract["digest"]:
        wrong.append("合同内容与校验码不符")
    if sha256(files["contract.pdf"]) != acceptance["contract_sha256"]:
        wrong.append("合同文件与保存的摘要不符")
    return wrong


def _certificate(files: dict[str, bytes]) -> list[str]:
    """The digest, whose beginning is the check code on the paper, is worked out again from the content."""
    said = json.loads(files["certificate.json"])
    wrong = [] if sha256(canonical(said["content"])) == said["digest"] else ["证明的内容与校验码不符"]
    return wrong if sha256(files["certificate.pdf"]) == said["pdf_sha256"] else [*wrong, "证明文件与内容不符"]


def _signing(files: dict[str, bytes]) -> list[str]:
    """A packet of signing: the log names each file, each seal rests on the one before, all begin with the contract."""
    log = json.loads(files["signing.json"])
    contract, signed = files["contract.pdf"], files["signed.pdf"]
    wrong, before = [], log["contract_sha256"]
    if sha256(contract) != before or not signed.startswith(contract):
        wrong.append("签署的文件不是以合同原文件开头")
    for line in log["lines"]:
        if line["action"] == "sign" and line["signed_sha256"] != log["contract_sha256"]:
            wrong.append(f"{line['party']}所签的不是这份合同")
        if line["action"] == "seal":
            if line["signed_sha256"] != before:
                wrong.append(f"{line['party']}的电子签名与前一签名不相连")
            before = line["sha256"]
        if line["file"] and sha256(files[line["file"]]) != line["sha256"]:
            wrong.append(f"{line['file']} 与签署记录不符")
    if sha256(signed) != before:
        wrong.append("签署文件与签署记录不符")
    return [*wrong, *_stamped_log(files, log)]


def _stamped_log(files: dict[str, bytes], log: dict[str, Any]) -> list[str]:
    """Who did what and when stands in the log alone: the platform has signed each word of it."""
    stamp = json.loads(files["stamp.json"])
    kept = {"number": log["number"], "contract_sha256": log["contract_sha256"]}
    if stamp["said"] != kept | {"log_sha256": sha256(files["signing.json"])}:
        return ["签署记录与平台的签名不符"]
    is_signed = _opened(stamp["signature"], files["stamp.pem"]) == sha256(canonical(stamp["said"]))
    return [] if is_signed else ["签署记录的签名不是用所附证书作出的"]


def _proof(files: dict[str, bytes]) -> list[str]:
    """Both events stand as they are told among those sealed; one of them keeps the hash of this very packet."""
    proof, stamp = json.loads(files["proof.json"]), json.loads(files["stamp.json"])
    wrong = [fault for seal in proof["seals"] for fault in _seal(seal)]
    sealed = {tuple(leaf) for seal in proof["seals"] for leaf in seal["leaves"]}
    events = [json.loads(event["text"]) for event in proof["events"]]
    for event, told in zip(events, proof["events"], strict=True):
        if (event["id"], sha256(told["text"].encode())) not in sealed:
            wrong.append(f"操作记录{event['id']}不在封签之内")
    kept, marks = sha256(files["packet.zip"]), [seal["mark"] for seal in proof["seals"]]
    number = _number(files["packet.zip"])
    if any(event["subject_label"] != number for event in events) or len(events) != len(PROVED):
        wrong.append("操作记录不是这份许可的")
    if not any(event["payload"].get("packet") == kept for event in events):
        wrong.append("操作记录所载的证据包摘要与证据包不符")
    fits = {"packet_sha256": kept, "marks": marks, "number": number, "receipts_sha256": sha256(files["receipts.json"])}
    if {**stamp["said"], **fits} != stamp["said"]:
        wrong.append("时间戳所载的摘要与证据包、收讫记录、封签不符")
    if "proof_sha256" in stamp["said"]:  # since 22 November 2026
        wrong += _versions(files, stamp["said"], sealed, events)
    signed = _opened(stamp["signature"], files["certificate.pem"])
    return wrong if signed == sha256(canonical(stamp["said"])) else [*wrong, "时间戳不是用所附证书作出的"]


PROVED = ("acceptance", "packet")


def _versions(files: dict[str, bytes], said: dict[str, Any], sealed: set[Any], events: list[Any]) -> list[str]:
    """Each accepted version stood in the history before: the acceptance and its publication keep the same digest."""
    accepted, lines = events[0], accepted_lines(files["packet.zip"])
    wrong = [] if said["proof_sha256"] == sha256(files["proof.json"]) else ["操作记录与时间戳所载的摘要不符"]
    if accepted["payload"].get("versions", lines) != lines:
        wrong.append("接受许可的操作记录所载的版本与证据包不符")
    proved = set(said["older"])
    for told in json.loads(files["proof.json"])["published"]:
        event, hundred = json.loads(told["text"]), sha256("\n".join(told["lines"]).encode())
        is_before = event["recorded_at"] <= accepted["recorded_at"]
        is_sealed = (event["id"], sha256(told["text"].encode())) in sealed
        if is_before and is_sealed and hundred in event["payload"].get("versions", []):
            proved |= set(told["lines"])
    return [*wrong, *(f"没有接受之前公布并已封存的记录：{line}" for line in lines if line not in proved)]


def accepted_lines(packet: bytes) -> list[str]:
    """Number, version and digest of each patent of a packet, as the history keeps them."""
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        patents = json.loads(archive.read("terms.json"))
    return [f"{patent['number']} {patent['version']} {patent['digest']}" for patent in patents]


def _seal(seal: dict[str, Any]) -> list[str]:
    lines = [seal["previous"], f"{seal['since']} {seal['until']}", *(f"{key} {leaf}" for key, leaf in seal["leaves"])]
    return [] if sha256("\n".join(lines).encode()) == seal["mark"] else ["封签与其所含的记录不符"]


def _number(packet: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        return str(json.loads(archive.read("acceptance.json"))["number"])


def _opened(signature: str, certificate: bytes) -> str:
    """The SHA-256 that was signed (RSA, PKCS #1 v1.5); empty when the signature is not of this certificate's key."""
    modulus, exponent = _public_key(certificate)
    width = (modulus.bit_length() + 7) // 8
    opened = pow(int(signature, 16), exponent, modulus).to_bytes(width, "big").hex()
    padding = "ff" * (width - 3 - len(SHA256_SAID) // 2 - 32)
    return opened[-64:] if opened[:-64] == f"0001{padding}00{SHA256_SAID}" else ""


SHA256_SAID = "3031300d060960864801650304020105000420"  # the name of the hash, before it (RFC 8017, 9.2)
RSA_KEY = bytes.fromhex("06092a864886f70d010101")  # the name of the kind of key, before it


def _public_key(certificate: bytes) -> tuple[int, int]:
    """Modulus and exponent, read from the bytes of the certificate (PEM)."""
    plain = base64.b64decode(b"".join(certificate.split(b"-----")[2].split()))
    place = plain.index(RSA_KEY) + len(RSA_KEY) + 2  # and the empty parameter
    bits, _after = _part(plain, place)
    pair, _after = _part(bits, 1)  # the number of unused bits goes before
    modulus, after = _part(pair, 0)
    exponent, _after = _part(pair, after)
    return int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")


def _part(plain: bytes, place: int) -> tuple[bytes, int]:
    """The content of the DER value at a place, and where the next one begins."""
    length, begin = plain[place + 1], place + 2
    if length > 127:
        begin, length = begin + length - 128, int.from_bytes(plain[begin : begin + length - 128], "big")
    return plain[begin : begin + length], begin + length


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    try:
        packet = Path(arguments[0]).read_bytes()
    except OSError as missing:
        print(f"读不到文件：{missing.filename}")
        return 2
    found = faults(packet, *arguments[1:2])
    print("\n".join(found) if found else f"真实、完整。文件包 SHA-256 {sha256(packet)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
