"""A NCANode server (version 3) verifies for us, GOST too: POST /cms/verify. It is trusted like our own parts, so it
belongs on our own network. We look into the CMS ourselves only to be sure that it holds no content of its own."""

import base64
from datetime import datetime
from typing import Any

import httpx

from korgan.people.iin import BadIin, iin_of
from korgan.people.signatures.base import (
    CHECKED,
    NOT_CHECKED,
    CertificateRevoked,
    Forged,
    NoIin,
    NotASignature,
    Signed,
    Unreachable,
    WrongKeyUsage,
)  # fmt: skip
from korgan.people.signatures.content import content_of, fingerprint

PATIENCE_S = 15.0
FOR_SIGNING = {"SIGN", "AUTH"}


class NcaNode:
    def __init__(self, url: str, checks: tuple[str, ...], transport: httpx.BaseTransport | None = None) -> None:
        self.url, self.checks, self.transport = url.rstrip("/"), checks, transport

    def verify(self, cms: bytes, content: bytes, now: datetime) -> Signed:
        if content_of(cms) is not None:
            raise NotASignature  # it would be verified instead of ours
        return signed_by(self.asked(cms, content), cms, bool(self.checks))

    def asked(self, cms: bytes, content: bytes) -> dict[str, Any]:
        body = {
            "cms": base64.b64encode(cms).decode(),
            "data": base64.b64encode(content).decode(),
            "revocationCheck": list(self.checks),
        }
        try:
            with httpx.Client(timeout=PATIENCE_S, transport=self.transport, trust_env=False) as client:
                answer = client.post(f"{self.url}/cms/verify", json=body)
            if answer.status_code >= 500:
                raise Unreachable(str(answer.status_code))
            told = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as trouble:
            raise Unreachable(type(trouble).__name__) from None
        if not isinstance(told, dict):
            raise Unreachable("not_ncanode")
        if not answer.is_success:
            raise Forged
        return told


def signed_by(told: dict[str, Any], cms: bytes, is_checked: bool) -> Signed:
    """What its answer says; anything but a clear yes for one signer is a no."""
    try:
        (signer,) = told["signers"]
        certificate = signer["certificates"][0] if "certificates" in signer else signer
        subject, usage = certificate["subject"], certificate["keyUsage"]
        revoked = any(isinstance(one, dict) and one.get("revoked") for one in certificate.get("revocations") or ())
    except (KeyError, IndexError, TypeError, ValueError) as unclear:
        raise Forged from unclear
    if revoked:
        raise CertificateRevoked
    if told.get("valid") is not True or certificate.get("valid") is not True:
        raise Forged
    if usage not in FOR_SIGNING:
        raise WrongKeyUsage
    return Signed(iin(subject), name(subject), fingerprint(cms), CHECKED if is_checked else NOT_CHECKED)


def iin(subject: dict[str, Any]) -> str:
    try:
        return iin_of(str(subject.get("iin") or ""))
    except BadIin as none:
        raise NoIin from none


def name(subject: dict[str, Any]) -> str:
    return " ".join(str(subject[one]) for one in ("commonName", "lastName") if subject.get(one))[:200]
