"""Pages, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from tuque.core.collecting import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuque.config.settings")
application = get_wsgi_application()
collect_rarely()
