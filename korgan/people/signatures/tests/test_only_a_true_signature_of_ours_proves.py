"""Promise 8: a signature proves who somebody is only if his key signed exactly what we gave, now, under our roots."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from korgan.people.signatures.base import (
    CertificateExpired,
    CertificateRevoked,
    Forged,
    NoIin,
    NotASignature,
    OtherContent,
    SignatureRefused,
    Signed,
    UnknownAlgorithm,
    UnknownIssuer,
    Unreachable,
    WrongKeyUsage,
)  # fmt: skip
from korgan.people.signatures.certificates import ByCertificates, loaded
from korgan.people.signatures.ncanode import NcaNode
from korgan.people.signatures.revocation import ByLists
from korgan.people.signatures.trial import Authority, Key, Private, Trial, usage

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
OURS = Authority.new(NOW, "Ours")
RSA = rsa.generate_private_key(65537, 2048)
AIGERIM = OURS.issue("АЙГЕРИМ ТЕСТОВА", "900101350003", NOW, private=RSA)
GIVEN = b"Korgan 102\nsign me"
A_DAY = timedelta(days=1)


def verified(cms: bytes, content: bytes = GIVEN, now: datetime = NOW) -> Signed:
    return ByCertificates([OURS.key.certificate]).verify(cms, content, now)


def test_a_true_signature_names_its_owner_and_says_that_revocation_was_not_looked_at() -> None:
    signed = verified(AIGERIM.sign(GIVEN))
    assert (signed.iin, signed.name, signed.revocation) == ("900101350003", "АЙГЕРИМ ТЕСТОВА", "not_checked")
    assert signed.certificate == AIGERIM.certificate.fingerprint(hashes.SHA256()).hex()


def holding(content: bytes) -> bytes:
    """A CMS that is not detached."""
    made = pkcs7.PKCS7SignatureBuilder().set_data(content)
    made = made.add_signer(AIGERIM.certificate, AIGERIM.private, hashes.SHA256())
    return made.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def test_what_holds_its_content_is_taken_when_it_is_ours() -> None:
    attached = holding(GIVEN)
    assert verified(attached).iin == "900101350003"
    with pytest.raises(OtherContent):
        verified(attached, b"other")


def test_a_chain_over_an_authority_between_is_followed() -> None:
    between = Authority(OURS.issue("Between", "", NOW, is_authority=True))
    human = between.issue("ТИМУР", "850515400121", NOW)
    trusted = ByCertificates([OURS.key.certificate, between.key.certificate])
    assert trusted.verify(human.sign(GIVEN), GIVEN, NOW).iin == "850515400121"
    with pytest.raises(UnknownIssuer):
        verified(human.sign(GIVEN))


def test_something_else_was_signed() -> None:
    with pytest.raises(OtherContent):
        verified(AIGERIM.sign(b"Korgan 102\nsign another"))


@pytest.mark.parametrize("private", [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())])
def test_curves_are_verified_and_short_keys_are_not(private: Private) -> None:
    cms = OURS.issue("АЙГЕРИМ", "900101350003", NOW, private=private).sign(GIVEN)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        assert verified(cms).iin == "900101350003"
        return
    with pytest.raises(UnknownAlgorithm):
        verified(cms)


def test_his_certificate_with_anothers_key() -> None:
    thief = OURS.issue("ТИМУР", "850515400121", NOW, private=rsa.generate_private_key(65537, 2048))
    with pytest.raises(Forged):
        verified(Key(AIGERIM.certificate, thief.private).sign(GIVEN))


def test_the_signature_was_changed_on_its_way() -> None:
    cms = bytearray(AIGERIM.sign(GIVEN))
    cms[-1] ^= 1
    with pytest.raises(Forged):
        verified(bytes(cms))


def test_an_authority_of_the_same_name_is_foreign() -> None:
    theirs = Authority.new(NOW, "Ours")
    with pytest.raises(UnknownIssuer):
        verified(theirs.issue("АЙГЕРИМ", "900101350003", NOW).sign(GIVEN))


def test_a_human_vouches_for_nobody() -> None:
    made = Authority(AIGERIM).issue("ТИМУР", "850515400121", NOW)
    trusted = ByCertificates([OURS.key.certificate, AIGERIM.certificate])
    with pytest.raises(UnknownIssuer):
        trusted.verify(made.sign(GIVEN), GIVEN, NOW)


@pytest.mark.parametrize("now", [NOW + 2 * A_DAY, NOW - 3 * A_DAY])
def test_an_expired_certificate_and_one_to_come(now: datetime) -> None:
    with pytest.raises(CertificateExpired):
        verified(AIGERIM.sign(GIVEN), now=now)


def test_a_key_that_is_not_for_signing() -> None:
    with pytest.raises(WrongKeyUsage):
        verified(OURS.issue("АЙГЕРИМ", "900101350003", NOW, use=usage(agrees=True)).sign(GIVEN))


@pytest.mark.parametrize("iin", ["", "12345", "9001013500031", "90010135000x"])
def test_a_certificate_without_an_iin_names_nobody(iin: str) -> None:
    with pytest.raises(NoIin):
        verified(OURS.issue("АЙГЕРИМ", iin, NOW).sign(GIVEN))


def test_gost_and_weak_digests_are_said_to_be_not_verified_here() -> None:
    """As if the digest had another name: that of SHA-256 becomes one nobody knows here."""
    sha256, other = bytes.fromhex("0609608648016503040201"), bytes.fromhex("0609608648016503040299")
    cms = AIGERIM.sign(GIVEN)
    assert sha256 in cms
    with pytest.raises(UnknownAlgorithm):
        verified(cms.replace(sha256, other))


@pytest.mark.parametrize(
    "given",
    [b"", b"\x30\x80", b"-----", b"\x30\x03\x02\x01\x01", AIGERIM.certificate.tbs_certificate_bytes],
    ids=["nothing", "cut", "text", "a number", "a certificate"],
)
def test_what_is_no_signature(given: bytes) -> None:
    with pytest.raises(NotASignature):
        verified(given)


def test_no_byte_that_is_changed_breaks_the_verifier() -> None:
    """Whatever is sent, the answer is a refusal or the same owner, never a fault."""
    cms = AIGERIM.sign(GIVEN)
    for at in range(len(cms)):
        changed = bytearray(cms)
        changed[at] ^= 0x55
        try:
            assert verified(bytes(changed)).iin == "900101350003"
        except SignatureRefused:
            continue


def crl(*revoked: Key, by: Authority = OURS, until: datetime = NOW + A_DAY) -> bytes:
    made = x509.CertificateRevocationListBuilder().issuer_name(by.key.certificate.subject)
    made = made.last_update(NOW - A_DAY).next_update(until)
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        made = made.add_revoked_certificate(entry.revocation_date(NOW - A_DAY).build())
    return made.sign(by.key.private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def with_list(given: bytes | int) -> ByCertificates:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(given) if isinstance(given, int) else httpx.Response(200, content=given)

    lists = ByLists(("http://crl.test/ours.crl",), httpx.MockTransport(answer))
    return ByCertificates([OURS.key.certificate], lists)


def test_a_revoked_certificate_is_refused_and_another_was_looked_at() -> None:
    timur = OURS.issue("ТИМУР", "850515400121", NOW)
    checked = with_list(crl(AIGERIM))
    with pytest.raises(CertificateRevoked):
        checked.verify(AIGERIM.sign(GIVEN), GIVEN, NOW)
    assert checked.verify(timur.sign(GIVEN), GIVEN, NOW).revocation == "checked"


@pytest.mark.parametrize(
    "given",
    [503, b"no list", crl(until=NOW - A_DAY / 2), crl(by=Authority.new(NOW, "Ours")), crl(by=Authority.new(NOW))],
    ids=["no answer", "no list", "an old list", "another's list", "a namesake's list"],
)
def test_without_a_fresh_list_of_the_issuer_nobody_is_believed(given: bytes | int) -> None:
    with pytest.raises(Unreachable):
        with_list(given).verify(AIGERIM.sign(GIVEN), GIVEN, NOW)


def test_roots_come_from_files_and_folders_in_pem_and_der(tmp_path: Any) -> None:
    root = OURS.key.certificate
    (tmp_path / "a.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "b.cer").write_bytes(root.public_bytes(serialization.Encoding.DER))
    assert loaded(tmp_path) == [root, root]
    assert loaded(tmp_path / "b.cer") == [root]


def test_two_processes_have_one_trial_authority(tmp_path: Any) -> None:
    one, other = Trial(tmp_path, NOW), Trial(tmp_path, NOW)
    assert other.verify(one.authority.issue("АЙГЕРИМ", "900101350003", NOW).sign(GIVEN), GIVEN, NOW).name == "АЙГЕРИМ"
    assert (tmp_path / "trial-signatures.pem").stat().st_mode & 0o077 == 0


SUBJECT = {"commonName": "ТЕСТОВ ТЕСТ", "lastName": "ТЕСТОВИЧ", "iin": "900101350003"}
CERTIFICATE = {"valid": True, "keyUsage": "SIGN", "subject": SUBJECT, "revocations": [{"revoked": False, "by": "OCSP"}]}


def ncanode(told: object, status: int = 200) -> NcaNode:
    def answer(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        assert (request.url.path, asked["revocationCheck"]) == ("/cms/verify", ["OCSP"])
        return httpx.Response(status, json=told)

    return NcaNode("http://ncanode.test:14579/", ("OCSP",), httpx.MockTransport(answer))


@pytest.mark.parametrize("signer", [CERTIFICATE, {"certificates": [CERTIFICATE]}])
def test_ncanode_says_who_signed(signer: object) -> None:
    signed = ncanode({"valid": True, "signers": [signer]}).verify(AIGERIM.sign(GIVEN), GIVEN, NOW)
    assert (signed.iin, signed.name, signed.revocation) == ("900101350003", "ТЕСТОВ ТЕСТ ТЕСТОВИЧ", "checked")


@pytest.mark.parametrize(
    ("told", "status", "refused"),
    [
        ({"valid": False, "signers": [CERTIFICATE]}, 200, Forged),
        ({"valid": True, "signers": [{**CERTIFICATE, "valid": False}]}, 200, Forged),
        ({"valid": True, "signers": []}, 200, Forged),
        ({"valid": True, "signers": [CERTIFICATE, CERTIFICATE]}, 200, Forged),
        ({"valid": True, "signers": [{**CERTIFICATE, "keyUsage": "UNKNOWN"}]}, 200, WrongKeyUsage),
        ({"valid": True, "signers": [{**CERTIFICATE, "subject": {}}]}, 200, NoIin),
        ({"valid": True, "signers": [{**CERTIFICATE, "revocations": [{"revoked": True}]}]}, 200, CertificateRevoked),
        ({"status": 400, "message": "bad"}, 400, Forged),
        ({}, 500, Unreachable),
        ([], 200, Unreachable),
    ],
)
def test_anything_but_a_clear_yes_of_ncanode_is_a_no(told: object, status: int, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        ncanode(told, status).verify(AIGERIM.sign(GIVEN), GIVEN, NOW)


def test_what_holds_other_content_is_not_even_asked_about() -> None:
    with pytest.raises(NotASignature):
        ncanode({}).verify(holding(b"other"), GIVEN, NOW)
