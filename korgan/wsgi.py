"""Django alone, for a WSGI server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "korgan.settings")
application = get_wsgi_application()
# Two thirds of a second of work that would else be done while the first citizen after a restart waits.
import_module(settings.ROOT_URLCONF)
