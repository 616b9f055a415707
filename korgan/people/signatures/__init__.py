"""Digital signatures (ЭЦП) of citizens: a provider by setting. `certificates` verifies here, `ncanode` asks a NCANode
server (GOST too), `trial` is a developer's; with `none` nobody signs."""

from functools import cache
from typing import Literal

from django.conf import settings

from korgan.journal.clock import now
from korgan.people.signatures.base import Verifier
from korgan.people.signatures.certificates import ByCertificates, loaded
from korgan.people.signatures.ncanode import NcaNode
from korgan.people.signatures.revocation import ByLists
from korgan.people.signatures.trial import Trial

Offered = Literal["none", "ncalayer", "trial"]


class SignaturesClosed(Exception):
    """No provider is set: `KORGAN_SIGNATURES` names one."""


@cache
def verifier() -> Verifier:
    """What the settings name. Raise SignaturesClosed when they name none."""
    given = settings.SIGNATURES
    if given.provider == "certificates":
        trusted = [one for path in given.roots for one in loaded(path)]
        return ByCertificates(trusted, ByLists(given.crls) if given.crls else None)
    if given.provider == "ncanode":
        return NcaNode(given.url, given.checks)
    return trial()


@cache
def trial() -> Trial:
    """The developer's. Raise SignaturesClosed unless the settings name it."""
    if settings.SIGNATURES.provider != "trial":
        raise SignaturesClosed
    return Trial(settings.SIGNATURES.folder, now())


def offered() -> Offered:
    """How a citizen signs here: with NCALayer of his own computer, with a developer's key, or not at all."""
    provider = settings.SIGNATURES.provider
    return "none" if provider == "none" else "trial" if provider == "trial" else "ncalayer"
