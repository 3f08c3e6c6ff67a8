"""The one Django app of the server."""

from importlib import import_module

from django.apps import AppConfig


class IsegoriaConfig(AppConfig):
    """Label `isegoria`; capabilities are plain packages inside it."""

    name = "isegoria.server"
    label = "isegoria"
    verbose_name = "Isegoria"

    def ready(self) -> None:
        """Let every process know every kind of act, a command too: whoever replays the record must not pass over one."""
        import_module("isegoria.server.urls")
