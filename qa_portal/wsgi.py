"""The portal as a WSGI application (gunicorn qa_portal.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qa_portal.settings")
application = get_wsgi_application()
