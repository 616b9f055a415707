"""Promise 5: every version of the rules is put by somebody, with an entry. Promise 10: what the rules suggest says by
which version, and rules with a mistake never count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from korgan import path
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.triage import standing
from korgan.triage.models import RulesVersion
from korgan.triage.putting import RELEASE, NoRules, RulesBroken, RulesChanged, bring_release, put_rules, take_back
from korgan.triage.rulebook import FOLDER, files_of
from tests.cast import City, city, message

pytestmark = pytest.mark.django_db
BY = "staff:1"
DRONES = """
[[rule]]
code = "drone"
words = { kk = "Дрон", ru = "Дрон над домом", uk = "Дрон", en = "Drone" }
urgency = "now"
police = true
says.ru = ["летает дрон"]
"""
SAID = "над домом летает дрон"
RULES = files_of(FOLDER, [])


@pytest.fixture(name="korgan")
def a_city() -> City:
    return city()


@pytest.fixture(autouse=True)
def asked_anew() -> None:
    standing.forget()


def said(korgan: City, text: str = SAID) -> Appeal:
    return Appeal.objects.get(pk=path.register(korgan.app, message(text)).appeal)


def test_new_rules_assess_the_next_appeal_and_it_says_by_which_version(korgan: City) -> None:
    first = bring_release()
    assert said(korgan).urgency == "today"
    put_rules({**RULES, "60_drones.toml": DRONES}, BY, first.pk)
    appeal = said(korgan)
    assert (appeal.urgency, appeal.rules) == ("now", first.pk + 1)
    assert standing.words("drone")["ru"] == "Дрон над домом"
    registered = Entry.objects.get(seq=appeal.version)
    assert registered.facts["rules"] == appeal.rules
    put = Entry.objects.filter(kind="RulesPut").latest("seq")
    assert (put.by, put.facts) == (BY, {"version": first.pk + 1, "before": first.pk})


def test_an_older_version_is_taken_back_and_old_reasons_keep_their_words(korgan: City) -> None:
    first = bring_release()
    second = put_rules({**RULES, "60_drones.toml": DRONES}, BY, first.pk)
    take_back(first.pk, BY, second.pk)
    appeal = said(korgan)
    assert (appeal.urgency, appeal.rules) == ("today", first.pk)
    assert Entry.objects.filter(kind="RulesPut").latest("seq").facts == {"version": first.pk, "before": second.pk}
    assert RulesVersion.objects.count() == 2, "the same files are the same version"


def test_what_has_a_mistake_or_no_rule_changes_nothing(korgan: City) -> None:
    first = bring_release()
    broken = DRONES.replace('"now"', '"soon"')
    with pytest.raises(RulesBroken) as refused:
        put_rules({**RULES, "60_drones.toml": broken}, BY, first.pk)
    (mistake,) = refused.value.mistakes
    assert (mistake.file, mistake.rule, mistake.line) == ("60_drones.toml", "drone", 5)
    assert mistake.words("kk").startswith("60_drones.toml:5: drone: urgency өрісінде 'soon' тұр")
    with pytest.raises(NoRules):
        put_rules({name: RULES[name] for name in ("names.toml", "languages.toml")}, BY, first.pk)
    assert RulesVersion.objects.count() == 1
    assert not Entry.objects.filter(kind="RulesPut").exclude(by=RELEASE).exists()


def test_who_began_from_an_older_version_is_refused(korgan: City) -> None:
    first = bring_release()
    put_rules({**RULES, "60_drones.toml": DRONES}, BY, first.pk)
    with pytest.raises(RulesChanged):
        put_rules({**RULES, "60_other.toml": DRONES}, BY, first.pk)
    with pytest.raises(RulesChanged):
        take_back(first.pk, BY, first.pk)


def test_a_new_program_brings_its_rules_unless_people_have_put_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    first = bring_release()
    assert bring_release().pk == first.pk, "the same files are no new version"
    monkeypatch.setattr("korgan.triage.putting.files_of", lambda *_: {**RULES, "60_drones.toml": DRONES})
    second = bring_release()
    assert standing.standing().version == second.pk
    theirs = put_rules({**RULES, "70_drones.toml": DRONES}, BY, second.pk)
    monkeypatch.setattr("korgan.triage.putting.files_of", lambda *_: {**RULES, "80_drones.toml": DRONES})
    third = bring_release()
    assert standing.standing().version == theirs.pk
    assert third.pk > theirs.pk


def test_asking_costs_one_question_a_second_at_most() -> None:
    bring_release()
    standing.standing()
    with CaptureQueriesContext(connection) as asked:
        for _ in range(1000):
            standing.standing()
    assert len(asked) <= 1
