"""Lists of revoked certificates (CRL), fetched from the settings' addresses and kept until they say there is a newer
one. Without a fresh list of the issuer a signature is not believed: a stolen key is why there are lists."""

from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

import httpx
from cryptography import x509

from korgan.people.signatures.base import CertificateRevoked, Unreachable

PATIENCE_S = 10.0
# A list that does not say when the next comes, or comes daily, is asked for again after an hour.
KEPT_FOR = timedelta(hours=1)


class Kept(NamedTuple):
    crl: x509.CertificateRevocationList
    until: datetime


class ByLists:
    def __init__(self, urls: tuple[str, ...], transport: httpx.BaseTransport | None = None) -> None:
        self.urls, self.transport = urls, transport
        self.kept: dict[str, Kept] = {}
        self.one_by_one = Lock()

    def require_valid(self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> None:
        lists = [one for one in self.lists(now) if one.issuer == issuer.subject and is_of(one, issuer, now)]
        if not lists:
            raise Unreachable("no_list")
        if any(one.get_revoked_certificate_by_serial_number(certificate.serial_number) for one in lists):
            raise CertificateRevoked

    def lists(self, now: datetime) -> list[x509.CertificateRevocationList]:
        with self.one_by_one:
            return [self.newest(url, now) for url in self.urls]

    def newest(self, url: str, now: datetime) -> x509.CertificateRevocationList:
        kept = self.kept.get(url)
        if kept is None or kept.until <= now:
            crl = self.fetched(url)
            until = min(crl.next_update_utc or now + KEPT_FOR, now + KEPT_FOR)
            kept = self.kept[url] = Kept(crl, until)
        return kept.crl

    def fetched(self, url: str) -> x509.CertificateRevocationList:
        try:
            with httpx.Client(timeout=PATIENCE_S, transport=self.transport, trust_env=False) as client:
                given = client.get(url, follow_redirects=True).raise_for_status().content
            if b"-----BEGIN" in given:
                return x509.load_pem_x509_crl(given)
            return x509.load_der_x509_crl(given)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as trouble:
            raise Unreachable(type(trouble).__name__) from None


def is_of(crl: x509.CertificateRevocationList, issuer: x509.Certificate, now: datetime) -> bool:
    """Signed by the issuer and not outdated: an old list does not know what was stolen since."""
    is_fresh = crl.next_update_utc is None or crl.next_update_utc > now
    try:
        return is_fresh and crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # others raise
    except TypeError:
        return False
