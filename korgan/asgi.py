"""One web process: streams and uploads by Starlette, everything else by Django, always synchronous, in threads."""

from korgan.wsgi import application as django  # first: it makes Django ready for what follows  # isort: skip

from django.conf import settings
from starlette.applications import Starlette
from starlette.routing import Mount

from korgan.live.behind import Behind
from korgan.live.routes import lifespan, routes
from korgan.live.uploads import routes as uploads

# Threads that answer ordinary requests; each holds one connection to the database.
THREADS = 10

behind = Behind(django, THREADS, longest=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
application = Starlette(routes=[*routes, *uploads, Mount("/", app=behind)], lifespan=lifespan)
