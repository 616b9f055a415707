"""What is seen of a CMS without understanding its algorithms: GOST's too. Pure."""

import hashlib
from typing import Any

from asn1crypto import cms as asn1  # type: ignore[import-untyped]  # it has no types

from korgan.people.signatures.base import NotASignature


def signed_data(given: bytes) -> Any:
    try:
        whole = asn1.ContentInfo.load(given, strict=True)
        if whole["content_type"].native != "signed_data" or len(whole["content"]["signer_infos"]) != 1:
            raise NotASignature
        return whole["content"]
    except (ValueError, TypeError, KeyError, AttributeError) as unreadable:
        raise NotASignature from unreadable


def content_of(given: bytes) -> bytes | None:
    """What it holds itself; None of a detached one."""
    held: bytes | None = signed_data(given)["encap_content_info"]["content"].native
    return held


def fingerprint(given: bytes) -> str:
    """SHA-256 of the first certificate."""
    try:
        return hashlib.sha256(signed_data(given)["certificates"][0].dump()).hexdigest()
    except (ValueError, TypeError, KeyError, IndexError) as without:
        raise NotASignature from without
