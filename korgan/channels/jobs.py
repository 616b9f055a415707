from typing import Any
from uuid import UUID

from korgan.channels.models import Inbound
from korgan.channels.telling import tell
from korgan.journal.work import job


@job("channels.tell_how_to_write")
def tell_how_to_write(seq: int, facts: dict[str, Any]) -> None:
    """Twice in a crash is better than never."""
    tell(Inbound.objects.select_related("account").get(pk=UUID(facts["inbound"])))
