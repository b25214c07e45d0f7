"""The WSGI application. Production unless MODE says otherwise, so that a server fails closed."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("MODE", "production")

from django.core.wsgi import get_wsgi_application

from privacy import keys

application = get_wsgi_application()
# A server with keys that can't seal would fail at the first sign-on, when somebody has typed it.
keys.locks()
