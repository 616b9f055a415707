"""Split, join, part, and one answer to all who are joined."""

from uuid import UUID

from ninja import Router

from korgan.briefs import handling as briefs
from korgan.briefs import rows, staff
from korgan.faces.console import handled as shapes
from korgan.faces.console import showing
from korgan.faces.console.acting import REFUSED, earlier, made_once, once
from korgan.faces.console.who import StaffRequest, require
from korgan.handling import joining, splitting
from korgan.handling.entries import AppealsJoined, AppealsParted, AppealSplit
from korgan.handling.models import Link
from korgan.intake.models import Message
from korgan.journal.actions import AlreadyDone
from korgan.journal.clock import nearly as now
from korgan.reply.entries import ReplyWritten
from korgan.reply.joined import reply_to_joined

router = Router()


@router.post("/messages/{message_id}/split", response={200: staff.AppealBrief, **REFUSED}, operation_id="split")
def split(request: StaffRequest, message_id: UUID, asked: shapes.Split) -> staff.AppealBrief:
    """The message is another matter: the answer is the new appeal."""
    require(request, "split", asked.appeal)
    Message.objects.get(pk=message_id)
    try:
        Message.objects.get(pk=message_id, appeal=asked.appeal)
        made = splitting.split(message_id, request.auth.user, now(), asked.client_key).pk
    except (AlreadyDone, Message.DoesNotExist) as repeat:
        made = split_before(repeat, message_id, asked)
    return showing.appeal(request, made)


def split_before(repeat: Exception, message_id: UUID, asked: shapes.Split) -> UUID:
    """A repeat finds the message where it has gone."""
    if isinstance(repeat, AlreadyDone):
        return UUID(str(earlier(repeat, AppealSplit, asked.appeal)["into"]))
    found = Link.objects.filter(kind="split", main=asked.appeal, appeal__messages=message_id).first()
    if found is None:
        raise repeat
    return found.appeal_id


@router.post("/appeals/{appeal_id}/join", response={200: briefs.LinkBrief, **REFUSED}, operation_id="join")
def join(request: StaffRequest, appeal_id: UUID, asked: shapes.JoinTo) -> briefs.LinkBrief:
    """The appeal is about the same thing as another."""
    for one in (appeal_id, asked.main):
        require(request, "join", one)
    made = made_once(
        lambda: joining.join(appeal_id, asked.main, request.auth.user, now(), asked.client_key),
        AppealsJoined,
        "link",
        appeal_id,
    )
    return briefs.link(briefs.links().get(pk=made))


@router.post("/links/{link_id}/part", response={200: briefs.LinkBrief, **REFUSED}, operation_id="part")
def part(request: StaffRequest, link_id: UUID, asked: shapes.Asked) -> briefs.LinkBrief:
    """They are not about the same thing after all."""
    link = Link.objects.get(pk=link_id)
    require(request, "join", link.appeal_id)
    by = request.auth.user
    once(lambda: joining.part(link_id, by, now(), asked.client_key), AppealsParted, link.appeal_id)
    return briefs.link(briefs.links().get(pk=link_id))


@router.post(
    "/appeals/{appeal_id}/replies-to-joined",
    response={200: staff.MessageBrief, **REFUSED},
    operation_id="reply_to_joined",
)
def answer_all(request: StaffRequest, appeal_id: UUID, asked: shapes.ReplyToJoined) -> staff.MessageBrief:
    """Answer everybody whose appeal is joined with this one; the answer is the message of this one."""
    require(request, "reply", appeal_id)
    by = request.auth.user
    written = made_once(
        lambda: reply_to_joined(appeal_id, asked.text, by, now(), asked.client_key, asked.template)[0],
        ReplyWritten,
        "message",
        appeal_id,
    )
    return staff.message(rows.messages().get(pk=written))
