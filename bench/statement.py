"""The bare registering statement by pgbench: what Postgres could do if nothing stood before it."""

import os
import re
import subprocess
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time_ns

from bench.house import ask, stopped
from korgan.environment import EMBEDDED_NAME, kept_secret, socket_folder
from korgan.machine.binaries import installed
from tests.e2e.stack import Stack

STATEMENT = Path(__file__).parents[1] / "korgan/intake/register.sql"
NAMED = re.compile(r"%\((\w+)\)s")
# A number of its own for every call, growing as our ids do.
SCRIPT = "\\set id :n * 1000 + :client_id\n\\set n :n + 1\n{statement};\n"
FRESH = "lpad(:id::text, 31, '0')"
# In the sample, ~ stands for the number of the call.
IDS = dict.fromkeys(("appeal", "message", "conversation", "contact"), f"('a' || {FRESH})::uuid")
NAMES = dict.fromkeys(("external_id", "thread", "address"), f"('a' || {FRESH})")
CASTS = {bool: "::bool", int: "::int", float: "::float8", datetime: "::timestamptz"}

# The newest registration of the load, as the statement was given it.
SAMPLE = """
select a.department_id as department, d.code as department_code, d.timezone, null as now,
       a.account_id as account, 'app' as scheme,
       '' as name, a.language, true as language_said, a.kind, a.subject, a.urgency,
       a.off_topic, a.hand_to, a.reasons::text as reasons, a.rules,
       a.area_id as area, a.desk_id as desk, a.routing_reason,
       a.lon, a.lat, a.accuracy_m, a.place_at,
       (a.reply_by - a.registered_at)::text as reply_within, a.register_by, a.answer_by, a.readdress_by, m.said_at,
       (select array_agg(topic)::text from unnest(e.topics) topic where topic like 'area:%') as area_topics,
       (e.facts - 'number' || jsonb_build_object('appeal', 'a~', 'message', 'a~'))::text as facts,
       (select (to_jsonb(p) || '{"id": "a~", "external_id": "a~"}')::text from intake_part p
        where p.message_id = m.id and p.position = 0) as first_part,
       (select coalesce(jsonb_agg(to_jsonb(p) || '{"id": "b~", "external_id": "b~"}'), '[]')::text from intake_part p
        where p.message_id = m.id and p.position > 0) as other_parts
from intake_appeal a
join territory_area d on d.id = a.department_id
join intake_message m on m.appeal_id = a.id
join journal_entry e on e.seq = a.version and e.kind = 'AppealRegistered'
order by a.registered_at desc limit 1
"""


def statements_per_s(stack: Stack, clients: int, seconds: int) -> float:
    """Run the text of register.sql with fresh ids; web and worker stand still, so that it is bare indeed."""
    (sample,) = ask(stack, SAMPLE)
    with TemporaryDirectory() as folder, stopped(stack, "web", "live", "worker"):
        script = Path(folder) / "register.sql"
        script.write_text(SCRIPT.format(statement=bound(STATEMENT.read_text(), sample)))
        return pgbench(stack, script, sample, clients, seconds)


def bound(statement: str, sample: dict[str, object]) -> str:
    """The same text with pgbench's variables, prepared by it, where ours has named parameters."""
    return NAMED.sub(lambda named: variable(named[1], sample), statement).replace("%%", "%")


def variable(name: str, sample: dict[str, object]) -> str:
    if name in IDS or name in NAMES:
        return IDS.get(name) or NAMES[name]
    value = sample[name]
    if value in (None, ""):  # pgbench knows neither
        return "null" if value is None else "''"
    if isinstance(value, str) and "~" in value:
        return f"replace(:{name}, '~', {FRESH})"
    return f":{name}{CASTS.get(type(value), '')}"


def pgbench(stack: Stack, script: Path, sample: dict[str, object], clients: int, seconds: int) -> float:
    given = [f"--define={name}={value}" for name, value in sample.items() if value not in (None, "")]
    ran = subprocess.run(
        [
            str(installed() / "pginstall/bin/pgbench"),
            f"--host={socket_folder(stack.data)}",
            f"--username={EMBEDDED_NAME}",
            f"--file={script}",
            f"--client={clients}",
            f"--time={seconds}",
            f"--define=n={time_ns() // 1000}",
            "--protocol=prepared",
            "--no-vacuum",
            *given,
            EMBEDDED_NAME,
        ],
        env={**os.environ, "PGPASSWORD": kept_secret(stack.data / "postgres-password")},
        capture_output=True,
        text=True,
    )
    found = re.search(r"^tps = ([\d.]+)", ran.stdout, re.MULTILINE)
    if ran.returncode or not found:
        raise RuntimeError(f"pgbench: {ran.stderr}")
    return float(found[1])
