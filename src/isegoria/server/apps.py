"""The one Django app of the server."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IsegoriaConfig(AppConfig):
    """Label `isegoria`; capabilities are plain packages inside it."""

    name = "isegoria.server"
    label = "isegoria"
    verbose_name = "Isegoria"

    def ready(self) -> None:
        """Let every process know every kind of act, a command too, so that none is missed when the
        record is replayed.

        What an earlier version kept of unproven addresses goes at the next start.
        """
        import_module("isegoria.server.urls")
        import_module("isegoria.server.notices.telling")
        import_module("isegoria.server.forum.sign_in_log")
        import_module("isegoria.server.notices.cancelled")
        proving = import_module("isegoria.server.forum.proving")
        post_migrate.connect(proving.forget_unproven_addresses, sender=self)
