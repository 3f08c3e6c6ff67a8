"""The one Django app of the server."""

from django.apps import AppConfig


class IsegoriaConfig(AppConfig):
    """Label `isegoria`; capabilities are plain packages inside it."""

    name = "isegoria.server"
    label = "isegoria"
    verbose_name = "Isegoria"
