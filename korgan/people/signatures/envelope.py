"""A CMS (RFC 5652) with one signer: what is in it, and whether his key has signed the content. Only signatures over
signed attributes count, as CAdES has them. Pure."""

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms as asn1  # type: ignore[import-untyped]  # it has no types
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from korgan.people.signatures.base import Forged, NotASignature, OtherContent, UnknownAlgorithm

DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
}  # fmt: skip
RSA_BITS = 2048
SET_OF = b"\x31"


@dataclass(frozen=True, slots=True)
class Envelope:
    """`attributes` are the bytes that are signed; `content` is there only when it is not detached."""

    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    digest: str
    attributes: bytes
    message_digest: bytes
    signature: bytes
    content: bytes | None


def opened(given: bytes) -> Envelope:
    """Raise NotASignature or UnknownAlgorithm."""
    try:
        return parsed(given)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, x509.InvalidVersion) as unreadable:
        raise NotASignature from unreadable


def parsed(given: bytes) -> Envelope:
    whole = asn1.ContentInfo.load(given, strict=True)
    if whole["content_type"].native != "signed_data":
        raise NotASignature
    signed = whole["content"]
    (signer,) = signed["signer_infos"]
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if len(attributes) != len(signer["signed_attrs"]) or attributes["content_type"][0].native != "data":
        raise NotASignature
    certificates = [one.chosen for one in signed["certificates"]]
    own = certificate_of(signer["sid"].chosen, certificates)
    return Envelope(
        signer=x509.load_der_x509_certificate(own.dump()),
        others=tuple(x509.load_der_x509_certificate(one.dump()) for one in certificates if one is not own),
        digest=known_digest(signer),
        attributes=SET_OF + signer["signed_attrs"].dump()[1:],
        message_digest=attributes["message_digest"][0].native,
        signature=signer["signature"].native,
        content=signed["encap_content_info"]["content"].native,
    )


def certificate_of(named: Any, certificates: list[Any]) -> Any:
    """The signer's, by its issuer and number."""
    issuer, number = named["issuer"].dump(), named["serial_number"].native
    for one in certificates:
        if one.serial_number == number and one.issuer.dump() == issuer:
            return one
    raise NotASignature


def known_digest(signer: Any) -> str:
    name = str(signer["digest_algorithm"]["algorithm"].native)
    if name not in DIGESTS:
        raise UnknownAlgorithm(name)
    return name


def require_signed(envelope: Envelope, content: bytes) -> None:
    """The signer's key has signed exactly this. Raise OtherContent, Forged or UnknownAlgorithm."""
    require_content(envelope, content)
    if hashlib.new(envelope.digest, content).digest() != envelope.message_digest:
        raise OtherContent
    try:
        require_signature(envelope, DIGESTS[envelope.digest])
    except InvalidSignature as wrong:
        raise Forged from wrong


def require_content(envelope: Envelope, content: bytes) -> None:
    if envelope.content is not None and envelope.content != content:
        raise OtherContent


def require_signature(envelope: Envelope, digest: hashes.HashAlgorithm) -> None:
    key = public_key(envelope.signer)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= RSA_BITS:
        key.verify(envelope.signature, envelope.attributes, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(envelope.signature, envelope.attributes, ec.ECDSA(digest))
    else:
        raise UnknownAlgorithm


def public_key(certificate: x509.Certificate) -> object:
    try:
        return certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as gost:
        raise UnknownAlgorithm from gost
