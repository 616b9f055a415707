"""What the app sends and is answered about who a citizen is."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from korgan.briefs.schema import Schema
from korgan.faces.body import Text
from korgan.faces.citizen.shapes import Language
from korgan.words import Names

Purpose = Literal["personal_data", "sms"]


class CodeWanted(Schema):
    """`consent` is the version of the text he agreed to."""

    model_config = ConfigDict(extra="forbid")
    phone: Text = Field(min_length=5, max_length=32)
    language: Language
    consent: str = Field(max_length=40)


class CodeOnItsWay(Schema):
    """The phone as we understood it, masked; when the code ends and when another may be asked for."""

    phone: str
    expires_at: AwareDatetime
    again_at: AwareDatetime


class CodeGiven(Schema):
    """Of a number that was not proved for long it is asked: a number of an appeal of its holder, or `is_new`."""

    model_config = ConfigDict(extra="forbid")
    phone: Text = Field(min_length=5, max_length=32)
    code: str = Field(pattern=r"^[0-9]{6}$")
    appeal_number: Text = Field("", max_length=40)
    is_new: bool = False


class ConsentText(Schema):
    purpose: Purpose
    version: str
    words: Names
    given_at: AwareDatetime | None
    given_version: str | None


class Device(Schema):
    """An app, a Telegram account: where he writes from. `here` is the phone that asks."""

    id: UUID
    scheme: str
    here: bool
    since: AwareDatetime


class ChallengeWanted(Schema):
    """`consent` is the version of the text he agreed to."""

    model_config = ConfigDict(extra="forbid")
    language: Language
    consent: str = Field(max_length=40)


class ToSign(Schema):
    """`content`: base64 of the bytes to sign."""

    challenge: UUID
    content: str
    expires_at: AwareDatetime


class SignatureGiven(Schema):
    """`cms`: a detached CMS over the content, base64 of its DER, or PEM."""

    model_config = ConfigDict(extra="forbid")
    challenge: UUID
    cms: str = Field(max_length=64_000)


class TrialWanted(Schema):
    """Who a developer wants to be."""

    model_config = ConfigDict(extra="forbid")
    content: str = Field(max_length=2_000)
    iin: str = Field(pattern=r"^[0-9]{12}$")
    name: Text = Field(min_length=1, max_length=60)


class TrialSignature(Schema):
    cms: str


class WhoIAm(Schema):
    """`signing`: how he can sign here with his digital signature."""

    phone: str | None
    name: str
    iin: str | None
    iin_proved_at: AwareDatetime | None
    is_signed_in: bool
    signing: Literal["none", "ncalayer", "trial"]
    consents: list[ConsentText]
    devices: list[Device]


class NameGiven(Schema):
    model_config = ConfigDict(extra="forbid")
    name: Text = Field(max_length=200)


class IinGiven(Schema):
    model_config = ConfigDict(extra="forbid")
    iin: Text = Field(min_length=1, max_length=40)


class IinKept(Schema):
    """`is_doubtful`: the check digit says that its owner should look once more; it is kept all the same."""

    iin: str
    is_doubtful: bool


class ConsentGiven(Schema):
    model_config = ConfigDict(extra="forbid")
    version: str = Field(max_length=40)
    language: Language


class ErasureWanted(Schema):
    """`sure` guards against a finger that slipped."""

    model_config = ConfigDict(extra="forbid")
    sure: Literal[True]


class KeptAppeal(Schema):
    number: str
    why: str
    words: Names
    until: AwareDatetime | None


class Erasure(Schema):
    erased: int
    kept: list[KeptAppeal]
