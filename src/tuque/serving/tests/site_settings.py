"""The site as it is served, with a few addresses more: a failure, a download, a redirect; and a topic for the outbox."""

from tuque.config.settings import *  # noqa: F403
from tuque.config.settings import INSTALLED_APPS as REAL_APPS

ROOT_URLCONF = "tuque.serving.tests.site_urls"
INSTALLED_APPS = [*REAL_APPS, "tuque.serving.tests.site_app.SiteConfig"]
