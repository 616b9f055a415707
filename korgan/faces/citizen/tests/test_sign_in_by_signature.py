"""Promise 8: a citizen sees his own by his digital signature (ЭЦП); nobody signs his way into another's appeals."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from korgan.environment import Signatures
from korgan.faces.citizen.tests.scene import JSON, is_told_clearly, post, report, told
from korgan.faces.citizen.tests.signing import AIGERIM, CONSENT, TIMUR, ask, let_ask_again, numbers, sign_in
from korgan.journal.models import Entry
from korgan.keeping.actions import erase_citizen
from korgan.people import signatures
from korgan.people.identity import Challenge, Iin
from korgan.people.models import Contact, Person
from korgan.people.signatures.trial import Authority, Key, usage
from korgan.people.signing import MOST_TRIES
from tests.cast import city, phone

pytestmark = pytest.mark.django_db
HER_IIN, HIS_IIN = "900101350003", "850515400121"
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def ours(settings: Any, tmp_path: Path) -> Iterator[Authority]:
    settings.SIGNATURES = Signatures("trial", (), (), "", (), tmp_path)
    clear()
    yield signatures.trial().authority
    clear()


def clear() -> None:
    signatures.verifier.cache_clear()
    signatures.trial.cache_clear()


def challenge(browser: Client) -> Any:
    answer = post(browser, "/api/citizen/signature/challenge", {"language": "kk", "consent": CONSENT})
    assert answer.status_code == 200, answer.content
    return told(answer)


def give(browser: Client, asked: Any, key: Key, content: str | None = None) -> Any:
    cms = base64.b64encode(key.sign(base64.b64decode(content or asked["content"]))).decode()
    return post(browser, "/api/citizen/signature", {"challenge": asked["challenge"], "cms": cms})


def sign(browser: Client, iin: str = HER_IIN, name: str = "ТЕСТОВА АЙГЕРИМ") -> Any:
    """As a developer's browser does it."""
    asked = challenge(browser)
    made = post(browser, "/api/citizen/signature/trial", {"content": asked["content"], "iin": iin, "name": name})
    return post(browser, "/api/citizen/signature", {"challenge": asked["challenge"], "cms": told(made)["cms"]})


def is_refused(answer: Any, status: int, code: str) -> bool:
    assert (answer.status_code, told(answer)["error"]) == (status, code)
    return status >= 500 or is_told_clearly(answer)


def test_two_phones_that_sign_with_one_iin_are_one_person() -> None:
    city()
    old, new = phone(), phone()
    number = report(old)["number"]
    assert sign(old).status_code == 200
    me = told(sign(new))
    assert numbers(new) == {number}
    assert (me["iin"], me["name"], me["phone"], me["is_signed_in"]) == (HER_IIN, "ТЕСТОВА АЙГЕРИМ", None, True)
    assert me["iin_proved_at"] is not None
    assert {one["scheme"] for one in me["devices"]} == {"app"}, "an IIN is no device"


def test_the_iin_is_sealed_and_no_entry_tells_it_or_the_name() -> None:
    city()
    aigerim = phone()
    report(aigerim)
    sign(aigerim)
    kept = Iin.objects.get()
    anchor = Contact.objects.get(scheme="signature")
    assert anchor.address == bytes(kept.mark).hex()
    entries = str(list(Entry.objects.values_list("kind", "facts", "by", "topics")))
    for place in (entries, kept.sealed, anchor.address, str(Challenge.objects.values())):
        assert HER_IIN not in place
        assert "АЙГЕРИМ" not in place
    proved = Entry.objects.get(kind="SignatureProved")
    assert proved.facts["revocation"] == "not_checked"
    assert Entry.objects.filter(kind="PersonsJoined", facts__what="proof").count() == 1


def test_timurs_signature_shows_nothing_of_hers() -> None:
    city()
    aigerim, timur = phone(), phone()
    report(aigerim)
    sign(aigerim)
    assert sign(timur, HIS_IIN).status_code == 200
    assert numbers(timur) == set()


def test_a_forged_signature_another_content_a_foreign_root_are_refused_and_counted(ours: Authority) -> None:
    city()
    timur = phone()
    hers, his = ours.issue("А", HER_IIN, NOW), ours.issue("Т", HIS_IIN, NOW)
    foreign = Authority.new(NOW, ours.key.certificate.subject.rfc4514_string().removeprefix("CN="))
    tries = {
        "signature_forged": Key(hers.certificate, his.private),
        "certificate_foreign": foreign.issue("А", HER_IIN, NOW),
        "certificate_expired": ours.issue("А", HER_IIN, NOW, until=NOW - timedelta(hours=1)),
        "certificate_not_for_signing": ours.issue("А", HER_IIN, NOW, use=usage(agrees=True)),
        "certificate_without_iin": ours.issue("А", "", NOW),
    }
    for code, key in tries.items():
        assert is_refused(give(timur, challenge(timur), key), 422, code)
    other = base64.b64encode(b"Korgan 102").decode()
    assert is_refused(give(timur, challenge(timur), hers, other), 422, "signature_of_other")
    earlier, later = challenge(timur), challenge(timur)
    assert is_refused(give(timur, later, hers, earlier["content"]), 422, "signature_of_other")
    said = list(Entry.objects.filter(kind="SignatureRefused").order_by("seq").values_list("facts__why", flat=True))
    assert said == [*tries, "signature_of_other", "signature_of_other"]
    assert not Person.objects.exists()


def test_a_signature_is_used_once_and_only_by_the_key_it_was_asked_for(ours: Authority) -> None:
    city()
    aigerim, timur = phone(), phone()
    report(aigerim)
    report(timur)
    hers = ours.issue("А", HER_IIN, NOW)
    asked = challenge(aigerim)
    assert is_refused(give(timur, asked, hers), 410, "challenge_gone"), "what she signed is of no use to him"
    assert is_refused(give(phone(), asked, hers), 410, "challenge_gone")
    assert give(aigerim, asked, hers).status_code == 200
    assert is_refused(give(aigerim, asked, hers), 410, "challenge_gone")


def test_tries_and_time_are_limited(ours: Authority) -> None:
    city()
    timur = phone()
    hers, his = ours.issue("А", HER_IIN, NOW), ours.issue("Т", HIS_IIN, NOW)
    asked = challenge(timur)
    for _ in range(MOST_TRIES):
        assert give(timur, asked, Key(hers.certificate, his.private)).status_code == 422
    assert is_refused(give(timur, asked, his), 410, "challenge_gone"), "tries are over, also for the right one"
    asked = challenge(timur)
    Challenge.objects.update(expires_at=NOW - timedelta(minutes=1))
    assert is_refused(give(timur, asked, his), 410, "challenge_gone")
    Challenge.objects.update(asked_at=NOW)
    for _ in range(18):
        challenge(timur)
    answer = post(timur, "/api/citizen/signature/challenge", {"language": "kk", "consent": CONSENT})
    assert is_refused(answer, 429, "asked_too_often")


def test_what_is_no_signature_is_refused() -> None:
    city()
    timur = phone()
    for cms in ("", "AAAA", "не подпись", "-----BEGIN CMS-----\nMAA=\n-----END CMS-----"):
        asked = challenge(timur)
        answer = post(timur, "/api/citizen/signature", {"challenge": asked["challenge"], "cms": cms})
        assert is_refused(answer, 422, "not_a_signature")


def test_pem_is_taken_as_ncalayer_gives_it(ours: Authority) -> None:
    city()
    aigerim = phone()
    asked = challenge(aigerim)
    cms = base64.encodebytes(ours.issue("А", HER_IIN, NOW).sign(base64.b64decode(asked["content"]))).decode()
    pem = f"-----BEGIN CMS-----\n{cms}-----END CMS-----\n"
    assert post(aigerim, "/api/citizen/signature", {"challenge": asked["challenge"], "cms": pem}).status_code == 200


def test_a_borrowed_phone_joins_no_two_families() -> None:
    """Her account by telephone and his signature are two persons, until the IIN kept of her is his."""
    city()
    aigerim = phone()
    report(aigerim)
    sign_in(aigerim)
    assert is_refused(sign(aigerim, HIS_IIN), 409, "signed_in_otherwise")
    aigerim.put("/api/citizen/iin", {"iin": HER_IIN}, content_type=JSON)
    assert is_refused(sign(aigerim, HIS_IIN), 409, "signed_in_otherwise")
    assert told(sign(aigerim))["phone"] == "+77015550102"
    assert is_refused(ask(aigerim, TIMUR), 409, "signed_in_otherwise")


def test_by_telephone_and_signature_together_she_is_found_by_either() -> None:
    city()
    old, new, newest = phone(), phone(), phone()
    number = report(old)["number"]
    sign(old)
    sign_in(old, AIGERIM)
    sign_in(new, AIGERIM)
    sign(newest)
    assert numbers(new) == numbers(newest) == {number}


def test_anothers_account_by_telephone_is_not_taken_over_on_a_phone_that_is_signed_in_by_signature() -> None:
    city()
    aigerim, timur = phone(), phone()
    report(timur)
    sign_in(timur, TIMUR)
    sign(aigerim)
    let_ask_again()
    assert is_refused(ask(aigerim, TIMUR), 409, "signed_in_otherwise")


def test_a_proved_iin_is_removed_by_her_but_not_written_over() -> None:
    city()
    aigerim = phone()
    sign(aigerim)
    again, other = (aigerim.put("/api/citizen/iin", {"iin": iin}, content_type=JSON) for iin in (HER_IIN, HIS_IIN))
    assert again.status_code == 200
    assert is_refused(other, 409, "iin_proved")
    assert aigerim.delete("/api/citizen/iin").status_code == 204
    assert told(aigerim.get("/api/citizen/who"))["iin"] is None


def test_forgotten_she_is_nobody_to_her_signature() -> None:
    city()
    aigerim = phone()
    sign(aigerim)
    contacts = set(Contact.objects.values_list("pk", flat=True))
    erase_citizen(contacts, Contact.objects.get(scheme="app").pk, NOW)
    assert not Challenge.objects.exists()
    assert not Iin.objects.exists()
    assert sign(phone()).status_code == 200
    assert Contact.objects.filter(scheme="signature").count() == 2


def test_who_has_not_named_a_provider_offers_nothing(settings: Any) -> None:
    city()
    settings.SIGNATURES = Signatures("none", (), (), "", (), Path())
    clear()
    aigerim = phone()
    assert told(aigerim.get("/api/citizen/who"))["signing"] == "none"
    answer = post(aigerim, "/api/citizen/signature/challenge", {"language": "kk", "consent": CONSENT})
    assert is_refused(answer, 409, "signatures_closed")
    made = post(aigerim, "/api/citizen/signature/trial", {"content": "AAAA", "iin": HER_IIN, "name": "А"})
    assert is_refused(made, 409, "signatures_closed")
    assert "13579" not in aigerim.get("/").headers["Content-Security-Policy"]


def test_where_certificates_are_named_a_developers_signature_is_foreign_and_ncalayer_may_be_asked(
    settings: Any, ours: Authority, tmp_path: Path
) -> None:
    city()
    root = tmp_path / "root.pem"
    root.write_bytes(Authority.new(NOW).key.certificate.public_bytes(Encoding.PEM))
    settings.SIGNATURES = Signatures("certificates", (root,), (), "", (), tmp_path)
    clear()
    aigerim = phone()
    assert told(aigerim.get("/api/citizen/who"))["signing"] == "ncalayer"
    assert is_refused(give(aigerim, challenge(aigerim), ours.issue("А", HER_IIN, NOW)), 422, "certificate_foreign")
    assert "wss://127.0.0.1:13579" in aigerim.get("/").headers["Content-Security-Policy"]
