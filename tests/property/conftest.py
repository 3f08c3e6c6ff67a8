from tests.server.conftest import draft, now, play

__all__ = ["draft", "now", "play"]
