"""Whose a certificate is and whether it may be believed now: its chain to the roots of the settings, validity, what its
key is for, revocation. The NCA of Kazakhstan names a human by SERIALNUMBER=IIN… of the subject."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from korgan.people.signatures.base import (
    CHECKED,
    NOT_CHECKED,
    CertificateExpired,
    NoIin,
    Signed,
    UnknownAlgorithm,
    UnknownIssuer,
    WrongKeyUsage,
)  # fmt: skip
from korgan.people.signatures.envelope import DIGESTS, opened, public_key, require_signed

NAMED = re.compile(r"IIN([0-9]{12})")
DEEPEST = 5
STRONG = tuple(type(one) for one in DIGESTS.values())


class Revocation(Protocol):
    def require_valid(self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> None:
        """Raise CertificateRevoked or Unreachable."""


class ByCertificates:
    """Verifies here, by the certificates of the settings: roots are those that have signed themselves."""

    def __init__(self, trusted: Collection[x509.Certificate], revocation: Revocation | None = None) -> None:
        self.roots = [one for one in trusted if one.issuer == one.subject]
        self.between = [one for one in trusted if one.issuer != one.subject]
        self.revocation = revocation

    def verify(self, cms: bytes, content: bytes, now: datetime) -> Signed:
        envelope = opened(cms)
        require_signed(envelope, content)
        signer = envelope.signer
        chain = [signer, *chain_of(signer, [*self.between, *envelope.others], self.roots)]
        require_valid(chain, now)
        require_for_signing(signer)
        if self.revocation:
            for certificate, issuer in pairwise(chain):
                self.revocation.require_valid(certificate, issuer, now)
        fingerprint = signer.fingerprint(hashes.SHA256()).hex()
        return Signed(iin_in(signer), name_in(signer), fingerprint, CHECKED if self.revocation else NOT_CHECKED)


def chain_of(
    certificate: x509.Certificate, between: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], deep: int = 0
) -> list[x509.Certificate]:
    """Who issued it, who issued that one, up to a root. Raise UnknownIssuer."""
    if deep >= DEEPEST:
        raise UnknownIssuer
    for issuer in issuers(certificate, roots, deep):
        return [issuer]
    for issuer in issuers(certificate, between, deep):
        try:
            return [issuer, *chain_of(issuer, between, roots, deep + 1)]
        except UnknownIssuer:
            continue
    raise UnknownIssuer


def issuers(certificate: x509.Certificate, among: Sequence[x509.Certificate], deep: int) -> Iterator[x509.Certificate]:
    for one in among:
        if one.subject == certificate.issuer and may_issue(one, deep) and has_issued(one, certificate):
            yield one


def may_issue(certificate: x509.Certificate, below: int) -> bool:
    """A certificate of a human must not vouch for others; `below`: how many issuers stand below it."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return basic.ca and usage.key_cert_sign and (basic.path_length is None or basic.path_length >= below)


def has_issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        if not isinstance(certificate.signature_hash_algorithm, STRONG):
            raise UnknownAlgorithm
        certificate.verify_directly_issued_by(issuer)
    except (UnsupportedAlgorithm, TypeError) as gost:
        raise UnknownAlgorithm from gost
    except (InvalidSignature, ValueError):
        return False
    return True


def require_valid(chain: Sequence[x509.Certificate], now: datetime) -> None:
    if not all(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in chain):
        raise CertificateExpired


def require_for_signing(certificate: x509.Certificate) -> None:
    public_key(certificate)
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as untold:
        raise WrongKeyUsage from untold
    if not usage.digital_signature:
        raise WrongKeyUsage


def texts(certificate: x509.Certificate, what: x509.ObjectIdentifier) -> list[str]:
    return [str(one.value).strip() for one in certificate.subject.get_attributes_for_oid(what)]


def iin_in(certificate: x509.Certificate) -> str:
    found = [named[1] for one in texts(certificate, NameOID.SERIAL_NUMBER) if (named := NAMED.fullmatch(one))]
    if len(found) != 1:
        raise NoIin
    return found[0]


def name_in(certificate: x509.Certificate) -> str:
    """Surname and name stand in CN, the father's name in G."""
    return " ".join([*texts(certificate, NameOID.COMMON_NAME)[:1], *texts(certificate, NameOID.GIVEN_NAME)[:1]])[:200]


def loaded(path: Path) -> list[x509.Certificate]:
    """Of a file, or of every file of a folder; PEM or DER. Raise OSError or ValueError."""
    files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    return [certificate for file in files for certificate in read(file.read_bytes())]


def read(given: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN" in given:
        return x509.load_pem_x509_certificates(given)
    return [x509.load_der_x509_certificate(given)]
