"""What a provider of digital signatures (ЭЦП) can do, and how it refuses: one class for each reason, told in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol


class Unreachable(Exception):
    """Whoever has to be asked about the signature or its certificate does not answer; the same may be sent again."""


class SignatureRefused(Exception):
    """It proves nothing; `code` says why."""

    code: ClassVar[str] = "not_a_signature"


class NotASignature(SignatureRefused):
    """These bytes are no CMS with one signer, his certificate and signed attributes."""


class Forged(SignatureRefused):
    """The certificate's key has not signed this."""

    code = "signature_forged"


class OtherContent(SignatureRefused):
    """Something else was signed than what we gave."""

    code = "signature_of_other"


class CertificateExpired(SignatureRefused):
    """A certificate of the chain is not valid now."""

    code = "certificate_expired"


class UnknownIssuer(SignatureRefused):
    """The chain ends at nobody whom the settings trust."""

    code = "certificate_foreign"


class WrongKeyUsage(SignatureRefused):
    """The certificate's key is not for signing."""

    code = "certificate_not_for_signing"


class CertificateRevoked(SignatureRefused):
    """Its owner or its issuer has taken it back."""

    code = "certificate_revoked"


class UnknownAlgorithm(SignatureRefused):
    """Not one that is verified here: GOST needs a service beside us, what is weak is not verified at all."""

    code = "signature_algorithm"


class NoIin(SignatureRefused):
    """The certificate names no IIN, so it names nobody."""

    code = "certificate_without_iin"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed: IIN and name as in his certificate, its SHA-256, and whether revocation was looked at."""

    iin: str
    name: str
    certificate: str
    revocation: str


CHECKED, NOT_CHECKED = "checked", "not_checked"


class Verifier(Protocol):
    def verify(self, cms: bytes, content: bytes, now: datetime) -> Signed:
        """Who signed `content`; `cms` is a detached CMS in DER. Raise SignatureRefused or Unreachable."""
