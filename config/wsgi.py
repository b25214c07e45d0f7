"""The WSGI application. Production unless MODE says otherwise, so that a server fails closed."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("MODE", "production")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
