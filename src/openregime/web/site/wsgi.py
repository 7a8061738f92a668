"""The WSGI application, for `openregime serve` and for any WSGI server that an operator prefers."""

import os

from django.core.wsgi import get_wsgi_application

from openregime.web.site.folder import data_folder, prepare_folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
prepare_folder(data_folder())  # before the settings read the key: all workers then share one
_pages = get_wsgi_application()

from openregime.web.jobs.served import with_signs  # noqa: E402 - its models want Django to be set up

application = with_signs(_pages)
