"""Which domains of mail show that somebody is of an organisation."""

import re
from collections.abc import Collection

from isegoria.server.organisations import refusals
from isegoria.terms import Refusal

__all__ = ["domain_wrong"]

_DOMAIN = re.compile(r"(?=.{4,120}\Z)[\w-]+(\.[\w-]+)+\Z")
_FOR_ANYBODY = """
    126.com 163.com aol.com fastmail.com free.fr gmail.com gmx.com gmx.de gmx.net googlemail.com
    hotmail.com hotmail.fr icloud.com inbox.ru laposte.net live.com mac.com mail.com mail.ru me.com
    msn.com naver.com orange.fr outlook.com outlook.fr proton.me protonmail.com qq.com
    rediffmail.com t-online.de tutanota.com web.de yahoo.co.in yahoo.co.uk yahoo.com yahoo.fr
    yandex.com yandex.ru zoho.com
""".split()  # noqa: SIM905 -- forty lines would say no more
"""Anybody gets an address there, so one proves nothing."""


def domain_wrong(domain: str, proven: Collection[str]) -> Refusal | None:
    """Refuse a domain at which who claims has no address, or anybody gets one.

    Args:
        proven: the domains at which who claims has a confirmed address.
    """
    name = domain.casefold()
    if not name:
        return None
    if name in _FOR_ANYBODY:
        return refusals.DOMAIN_FOR_ANYBODY.refuse(domain=name)
    if not _DOMAIN.match(name) or name not in proven:
        return refusals.DOMAIN_NOT_THEIRS.refuse(domain=name)
    return None
