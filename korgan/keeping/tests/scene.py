"""Aigerim as every table may know her, and a search for her through all of them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client

from korgan import path
from korgan.channels.models import Fate, Inbound, Pace
from korgan.evidence import actions as evidence
from korgan.evidence.tests.photos import photo
from korgan.faces.citizen.tests.scene import report, told
from korgan.faces.citizen.tests.signing import sign_in
from korgan.handling import actions as handling
from korgan.handling.models import FollowUp, Note
from korgan.intake import actions as intake
from korgan.intake.models import Appeal, Part
from korgan.people.joining import join
from korgan.people.models import Contact
from korgan.reply.actions import reply
from tests.cast import NIGHT, City, key, message, phone

TEXT, ANSWER, NAME = "Сосед Кожабергенов опять шумит", "Айгерим, едем", "Айгерим Сулейменова"
IIN, CHAT = "850515400121", "778899001"
NEEDLES = ("Кожабергенов", "Айгерим", "Сулейменова", IIN, "7015550102", CHAT, "69.1512")
JSON = "application/json"
TEXTUAL = """
select c.table_name, c.column_name from information_schema.columns c
join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
"""


def aigerim(korgan: City) -> Client:
    """She reported with a photo and a place, signed in, gave name and IIN, and wrote by Telegram before."""
    browser = phone()
    appeal = report(browser, text=TEXT, photos=[str(key())], place={"lon": 69.1512, "lat": 54.87})["id"]
    kept = evidence.keep(evidence.receive([photo()], announced_bytes=None, limit=10_000_000))
    intake.attach(Part.objects.get(kind="photo").pk, evidence.preview(kept).pk, "citizen:test")
    sign_in(browser)
    for what, given in (("name", {"name": NAME}), ("iin", {"iin": IIN})):
        assert browser.put(f"/api/citizen/{what}", given, content_type=JSON).status_code == 200
    wrote = path.register(korgan.telegram, message(TEXT, scheme="telegram", sender=CHAT, thread=CHAT), now=NIGHT)
    Contact.objects.filter(address=CHAT).update(name=NAME)
    Inbound.objects.create(account=korgan.telegram, external_id="1", sender=CHAT, body=TEXT, fate=Fate.REGISTERED)
    rows = [Appeal.objects.get(pk=one) for one in (appeal, wrote.appeal)]
    Pace.objects.create(account=korgan.telegram, thread=CHAT, free_at=NIGHT)
    join(rows[0].contact_id, rows[1].contact_id, f"{NAME} сказала сама", korgan.omarov, NIGHT, appeal=rows[0].pk)
    for row in rows:
        handling.take(row.pk, korgan.omarov, NIGHT)
        reply(row.pk, ANSWER, korgan.omarov, NIGHT)
        Note.objects.create(appeal=row, author=korgan.omarov, text=f"Звонил {NAME}", at=NIGHT, version=1)
        FollowUp.objects.create(appeal=row, due_at=NIGHT, words=NAME, by=korgan.omarov, version=1)
    return browser


def close_all(korgan: City, at: datetime, kind: str = "question") -> None:
    for row in Appeal.objects.exclude(state="closed"):
        handling.close(row.pk, "helped", korgan.omarov, at)
    Appeal.objects.update(kind=kind)


def found_of_her() -> list[str]:
    """Every column of every table where something of hers can be read, whatever its type is."""
    with connection.cursor() as cursor:
        cursor.execute(TEXTUAL)
        columns = cursor.fetchall()
        found = []
        for table, column in columns:
            for needle in NEEDLES:
                cursor.execute(f'select 1 from "{table}" where strpos("{column}"::text, %s) > 0 limit 1', [needle])
                if cursor.fetchone():
                    found.append(f"{table}.{column}: {needle}")
    return found


def years(after: datetime, count: float) -> datetime:
    return after + timedelta(days=366 * count)


def mine(browser: Client) -> Any:
    return told(browser.get("/api/citizen/my-data"))
