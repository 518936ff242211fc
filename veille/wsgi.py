import os

from django.core.wsgi import get_wsgi_application

from veille.operations.processes import PARENT, end_with_parent

# Before the rest is loaded: whoever started this process may be killed meanwhile. Under another server nobody is named.
if PARENT in os.environ:
    end_with_parent()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.settings")

application = get_wsgi_application()
