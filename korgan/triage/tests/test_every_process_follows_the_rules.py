import subprocess
import sys

from korgan import path
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.triage.jobs import assess_again
from korgan.triage.putting import bring_release, put_rules
from korgan.triage.tests.test_rules_are_put_in_force import BY, DRONES, RULES, SAID
from tests.cast import city, message, until

ASKER = """
import sys, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "korgan.settings"
django.setup()
from korgan.triage.standing import standing
print(standing().version, flush=True)
for _ in sys.stdin:
    print(standing().version, flush=True)
"""


def test_another_process_follows_within_seconds_without_a_restart(fresh_database: str) -> None:
    first = bring_release()
    asker = [sys.executable, "-c", ASKER]
    with subprocess.Popen(asker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin
        assert other.stdout
        assert int(other.stdout.readline()) == first.pk
        second = put_rules({**RULES, "60_drones.toml": DRONES}, BY, first.pk)

        def follows() -> bool:
            print("?", file=other.stdin, flush=True)
            return other.stdout is not None and int(other.stdout.readline()) == second.pk

        until(follows, 5)
        other.stdin.close()


def test_a_later_message_is_assessed_by_the_rules_of_then(fresh_database: str) -> None:
    korgan, first = city(), bring_release()
    appeal = Appeal.objects.get(
        pk=path.register(korgan.telegram, message("шумно", external_id="1:1", thread="1")).appeal
    )
    put_rules({**RULES, "60_drones.toml": DRONES}, BY, first.pk)
    joined = path.register(korgan.telegram, message(SAID, external_id="1:2", thread="1"))
    assert joined.appeal == appeal.pk
    entry = Entry.objects.filter(kind="MessageReceived").latest("seq")
    assess_again(entry.seq, entry.facts)
    appeal.refresh_from_db()
    assert (appeal.urgency, appeal.rules) == ("now", first.pk + 1)
    assert Entry.objects.get(seq=appeal.version).facts["rules"] == first.pk + 1
