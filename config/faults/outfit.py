"""What a well-kept house has and the drill takes away: last night's backup, a certificate, a free disk, a right clock.

Plain, for the parent that opens the house.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from config.faults import FOLDER
from config.safekeeping import manifest
from config.safekeeping.backup import STAMP

BACKUPS, CERTIFICATE = FOLDER / "of-each-night", FOLDER / "site.crt"
DISK, CLOCK = FOLDER / "disk-says", FOLDER / "clock-says"  # while they are there, the worker hears this of its machine
DUTY, WORD = "duty@faults.example.cn", "the word of the collector"
HOUR, DAYS = 1, 300


def well_kept() -> dict[str, str]:
    """As the environment names it."""
    backup_of(HOUR)
    certificate_for(DAYS)
    return {
        "BACKUP_FOLDER": str(BACKUPS),
        "SITE_CERTIFICATE": str(CERTIFICATE),
        "ALARM_MAIL": DUTY,
        "METRICS_TOKEN": WORD,
    }


def backup_of(hours: int) -> Path:
    """Its name and its list, which is what one looks for each night; taken so many hours ago."""
    folder = BACKUPS / (datetime.now(UTC) - timedelta(hours=hours)).strftime(STAMP)
    folder.mkdir(parents=True)
    (folder / manifest.NAME).touch()
    return folder


def certificate_for(days: int) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "faults.example.cn")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=DAYS))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, SHA256())
    )
    partial = CERTIFICATE.with_suffix(".part")
    partial.write_bytes(made.public_bytes(Encoding.PEM))
    partial.rename(CERTIFICATE)
