from pathlib import Path

import pytest
from click.testing import CliRunner

from korgan.commands.assess import assess as command
from korgan.triage.language import LANGUAGES
from korgan.triage.patterns import PatternBroken, pattern
from korgan.triage.rulebook import FOLDER, load, shipped
from korgan.triage.rules import assess
from korgan.triage.standing import service_names, words

GOOD = """
[[rule]]
code = "fight"
words = { kk = "Төбелес", ru = "Драка", uk = "Бійка", en = "Fight" }
urgency = "now"
says.ru = ["драк"]
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name in ("names", "languages"):
        (tmp_path / f"{name}.toml").write_text((FOLDER / f"{name}.toml").read_text("utf-8"), "utf-8")
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def test_our_own_rule_files_have_no_error_and_words_in_every_language() -> None:
    book = shipped()
    assert book.broken == ()
    assert all(set(rule.words) == set(LANGUAGES) for rule in book.rules)
    assert all(rule.category in {"", *book.names["category"]} for rule in book.rules)


@pytest.mark.django_db
def test_a_code_has_words_for_the_operator() -> None:
    assert words("wounded")["ru"] == "Ранен человек"
    assert words("unknown")["en"]
    assert words("no such code") == dict.fromkeys(LANGUAGES, "no such code")
    assert service_names("109")["ru"] == "109 iKOMEK, акимат"
    assert set(service_names("112")) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (('urgency = "now"', 'urgency = "soon"'), "urgency is 'soon', it should be one of now, today, later"),
        (('["драк"]', '["(драк"]'), "'(драк' is not readable"),
        (('["драк"]', '["др.*ка"]'), "'др.*ка' holds '*'"),
        (('["драк"]', '[""]'), "a pattern is empty"),
        (('["драк"]', "[7]"), "says should be a list of texts"),
        (("says.ru", "says.de"), "says should be lists by language"),
        (('says.ru = ["драк"]', ""), "says has no pattern"),
        (('uk = "Бійка", ', ""), "words should be given in kk, ru, uk, en"),
        (('code = "fight"', 'code = "fight"\nprio = 1'), "unknown field prio"),
        (('code = "fight"', 'code = "fight"\npolice = "yes"'), "police should be bool, it is 'yes'"),
        (('code = "fight"', 'code = "fight"\nhand_to = "911"'), "hand_to is '911'"),
    ],
)
def test_a_broken_rule_is_named_by_file_and_code(tmp_path: Path, change: tuple[str, str], what: str) -> None:
    other = GOOD.replace("fight", "brawl")
    book = load(folder(tmp_path, bad=GOOD.replace(*change), good=other))
    assert [(one.file, one.rule) for one in book.broken] == [("bad.toml", "fight")]
    assert what in str(book.broken[0])
    assert [rule.code for rule in book.rules] == ["brawl"]


def test_a_file_that_is_not_toml_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    book = load(folder(tmp_path, bad="[[rule]\ncode", good=GOOD))
    assert str(book.broken[0]).startswith("bad.toml:1: ")
    said = assess("драка", language_hint="ru", has_photo=False, has_place=False, book=book)
    assert (said.urgency, said.reasons[0].code) == ("now", "fight")


def test_the_same_code_twice_is_an_error(tmp_path: Path) -> None:
    book = load(folder(tmp_path, a=GOOD, b=GOOD))
    assert [str(one) for one in book.broken] == ["b.toml:3: fight: its code is used by another rule"]


def test_without_the_files_of_names_and_languages_rules_still_find(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    book = load(tmp_path)
    assert {one.file for one in book.broken} == {"names.toml", "languages.toml"}
    assert assess("драка", language_hint="ru", has_photo=False, has_place=False, book=book).urgency == "now"


@pytest.mark.parametrize("source", ["а+", "(а|б", "а{2}", "", "?", "(?i)а", "^а", "а\\w", "(а)?", "[аб]в", "а?" * 9])
def test_a_pattern_that_could_run_away_or_finds_nothing_is_refused(source: str) -> None:
    with pytest.raises(PatternBroken):
        pattern(source)


@pytest.mark.django_db
def test_the_command_shows_the_verdict_with_its_quotes() -> None:
    result = CliRunner().invoke(command, ["На", "Крепостной", "авария,", "есть", "пострадавшие"])
    assert result.exit_code == 0
    assert "urgency    now" in result.output
    assert "reason     wounded (Ранен человек): «пострадавшие»" in result.output


@pytest.mark.django_db
def test_the_command_checks_rule_files(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, ["--check"]).exit_code == 0
    bad = folder(tmp_path, bad=GOOD.replace('"now"', '"soon"'))
    result = CliRunner().invoke(command, ["--check", str(bad)])
    assert result.exit_code == 1
    assert "bad.toml:5: fight: urgency is 'soon'" in result.output
    file = CliRunner().invoke(command, ["--check", str(bad / "bad.toml")])
    assert file.exit_code == 1
    assert "bad.toml:5: fight" in file.output


def test_the_command_wants_a_text() -> None:
    assert CliRunner().invoke(command, []).exit_code == 2
