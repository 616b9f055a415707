"""For developers and tests: an authority of our own that gives a certificate to whoever asks and signs with it. Its
signatures go through the same verification as real ones. Anybody can be anybody here, so the settings refuse it where
Korgan has a public address, and it is never on unless named."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from korgan.people.signatures.certificates import ByCertificates

DETACHED = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
A_DAY, YEARS = timedelta(days=1), timedelta(days=3650)


def usage(signs: bool = False, issues: bool = False, agrees: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=agrees, data_encipherment=False,
        key_agreement=False, key_cert_sign=issues, crl_sign=issues, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def named(name: str, iin: str = "") -> x509.Name:
    given = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    return x509.Name([*given, x509.NameAttribute(NameOID.SERIAL_NUMBER, f"IIN{iin}")] if iin else given)


@dataclass(frozen=True)
class Key:
    """A certificate with its private key."""

    certificate: x509.Certificate
    private: Private

    def sign(self, content: bytes) -> bytes:
        """A detached CMS in DER."""
        made = pkcs7.PKCS7SignatureBuilder().set_data(content)
        made = made.add_signer(self.certificate, self.private, hashes.SHA256())
        return made.sign(serialization.Encoding.DER, DETACHED)


@dataclass(frozen=True)
class Authority:
    key: Key

    @classmethod
    def new(cls, now: datetime, name: str = "Korgan trial authority") -> "Authority":
        private = ec.generate_private_key(ec.SECP256R1())
        made = built(named(name), named(name), private, now - A_DAY, now + YEARS)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        made = made.add_extension(usage(issues=True), critical=True)
        return cls(Key(made.sign(private, hashes.SHA256()), private))

    def issue(
        self, name: str, iin: str, now: datetime, *, until: datetime | None = None,
        use: x509.KeyUsage | None = None, is_authority: bool = False, private: Private | None = None,
    ) -> Key:  # fmt: skip
        private = private or ec.generate_private_key(ec.SECP256R1())
        made = built(named(name, iin), self.key.certificate.subject, private, now - 2 * A_DAY, until or now + A_DAY)
        made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        made = made.add_extension(use or usage(signs=True, issues=is_authority), critical=True)
        return Key(made.sign(self.key.private, hashes.SHA256()), private)


def built(
    subject: x509.Name, issuer: x509.Name, private: Private, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(private.public_key())
    return made.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)


class Trial(ByCertificates):
    """Verifies what the authority of this data folder has issued; it is made at the first use."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder, self.made_at = folder, now
        super().__init__([self.authority.key.certificate])

    @cached_property
    def authority(self) -> Authority:
        kept = self.folder / "trial-signatures.pem"
        if not kept.exists():
            keep(kept, Authority.new(self.made_at))
        given = kept.read_bytes()
        private = serialization.load_pem_private_key(given, None)
        assert isinstance(private, Private)
        return Authority(Key(x509.load_pem_x509_certificate(given), private))


def keep(path: Path, authority: Authority) -> None:
    """Whole or not at all, and the first one stays: another process may be making it too."""
    private = authority.key.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(private + authority.key.certificate.public_bytes(serialization.Encoding.PEM))
    try:
        os.link(passing, path)
    except FileExistsError:
        pass
    finally:
        passing.unlink()
