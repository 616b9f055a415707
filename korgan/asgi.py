"""One web process: streams and uploads by Starlette, everything else by Django, always synchronous, through a2wsgi."""

from korgan.wsgi import application as django  # first: it makes Django ready for what follows  # isort: skip

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from korgan.headers import WithHeaders
from korgan.live.my_data import routes as downloads
from korgan.live.originals import routes as originals
from korgan.live.refusing import handlers
from korgan.live.routes import lifespan, routes
from korgan.live.uploads import routes as uploads
from korgan.live.whole import Whole

# Threads that answer ordinary requests; each holds one connection to the database.
WORKERS = 10

# a2wsgi and Starlette write the types of the same protocols each in its own way.
threads: Any = WSGIMiddleware(cast(Any, django), workers=WORKERS)
behind = Whole(threads, longest=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
application = Starlette(
    routes=[*routes, *uploads, *originals, *downloads, Mount("/", app=behind)],
    middleware=[Middleware(WithHeaders)],
    lifespan=lifespan,
    exception_handlers=cast(Any, handlers),
)
