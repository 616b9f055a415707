"""A citizen signs in with his digital signature (ЭЦП): we give something to sign, he gives the signature."""

import base64
import binascii
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from korgan.address import address_of, counted_address
from korgan.faces.citizen import identity_shapes as shapes
from korgan.faces.citizen.key import give, key_of, new_key
from korgan.faces.citizen.signing_in import ANSWERS, shown
from korgan.journal.clock import nearly as now
from korgan.operations.metrics import SIGNATURES
from korgan.people import signatures, signing
from korgan.people.identity import Challenge
from korgan.people.proving import SignedInOtherwise
from korgan.people.signatures.base import NotASignature, SignatureRefused

router = Router()
PEM_EDGE = "-----"


@router.post("/signature/challenge", response={200: shapes.ToSign, **ANSWERS}, operation_id="ask_to_sign")
def ask_to_sign(request: HttpRequest, response: HttpResponse, asked: shapes.ChallengeWanted) -> dict[str, Any]:
    """Something to sign, for this phone and ten minutes."""
    signatures.verifier()
    key = key_of(request) or new_key()
    challenge = signing.ask(key, counted_address(address_of(request.META)), asked.language, asked.consent, now())
    give(response, key)
    content = base64.b64encode(signing.content(challenge)).decode()
    return {"challenge": challenge.pk, "content": content, "expires_at": challenge.expires_at}


@router.post("/signature", response={200: shapes.WhoIAm, **ANSWERS}, operation_id="sign_in_by_signature")
def sign_in(request: HttpRequest, response: HttpResponse, asked: shapes.SignatureGiven) -> dict[str, Any]:
    """I have signed it: this phone sees my appeals from now on."""
    key = key_of(request)
    if key is None:
        raise signing.ChallengeGone
    verifier, challenge = signatures.verifier(), signing.try_once(asked.challenge, key, now())
    try:
        signed = verifier.verify(der_of(asked.cms), signing.content(challenge), now())
        signing.prove(challenge, signed, now())
    except SignatureRefused as refused:
        counted(challenge, refused.code)
        raise
    except SignedInOtherwise:
        counted(challenge, "signed_in_otherwise")
        raise
    SIGNATURES.labels("proved").inc()
    give(response, key)
    return shown(request)


@router.post("/signature/trial", response={200: shapes.TrialSignature, **ANSWERS}, operation_id="sign_for_trial")
def sign_for_trial(request: HttpRequest, asked: shapes.TrialWanted) -> dict[str, str]:
    """For developers only: sign as whoever I want to be."""
    key = signatures.trial().authority.issue(asked.name, asked.iin, now())
    return {"cms": base64.b64encode(key.sign(bytes_of(asked.content))).decode()}


def counted(challenge: Challenge, why: str) -> None:
    signing.refuse(challenge, why)
    SIGNATURES.labels(why).inc()


def der_of(written: str) -> bytes:
    lines = [line for line in written.strip().splitlines() if not line.startswith(PEM_EDGE)]
    return bytes_of("".join(line.strip() for line in lines))


def bytes_of(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise NotASignature from wrong
