"""Webhooks of channels: verify, commit raw, answer 200. Nothing is made to repeat because of our own confusion."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from korgan.channels.actions import store
from korgan.channels.base import Forged, Malformed, Misconfigured
from korgan.channels.models import Account
from korgan.channels.registry import channel_of


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, kind: str, account_id: int) -> HttpResponse:
    """Unknown but well-formed is stored and counted; malformed is 400; not proved is 403. What we cannot judge now, for
    our own settings are broken, the outside system keeps and brings again."""
    account = Account.objects.filter(pk=account_id, kind=kind, is_open=True).first()
    if account is None:
        return JsonResponse({"error": "not_found"}, status=404)
    channel = channel_of(kind)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        channel.verify(account, headers, request.body)
        store(account, [channel.receive(json.loads(request.body))])
    except Misconfigured:
        return JsonResponse({"error": "closed"}, status=503)
    except Forged:
        return JsonResponse({"error": "forged"}, status=403)
    except (Malformed, ValueError, RecursionError):
        return JsonResponse({"error": "malformed"}, status=400)
    return JsonResponse({"ok": True})
