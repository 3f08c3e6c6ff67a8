"""What is refused to those who put sessions on the record, and who say who spoke."""

from dataclasses import replace

from isegoria.server.record.door import Work
from isegoria.server.sessions import refusals as sessions
from isegoria.server.sessions.acts import AppointRapporteur, ClaimTurn, SettleTurn
from isegoria.server.sessions.importing import Sources, prepare
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import AUTHOR, CAPTIONS, World


def imports(w: World, title: str = "Cables", *, before: bool = False) -> Work:
    """Put captions on the record, of which others are there, or the same."""
    w.session()
    captions = CAPTIONS if before else CAPTIONS + b"\n"
    return replace(prepare(Sources(captions, b""), "Cables", w.now.date(), "Room"), title=title)


def again(w: World) -> Work:
    session = w.session()
    w.done(AppointRapporteur(session, w.who(AUTHOR)))
    return AppointRapporteur(session, w.who(AUTHOR))


ROWS: list[Row] = [
    allowed(imports),
    refused(sessions.NOT_SECRETARIAT, imports, AUTHOR),
    refused(sessions.TITLE_MISSING, lambda w: imports(w, " ")),
    refused(sessions.IMPORTED_BEFORE, lambda w: imports(w, before=True)),
    allowed(lambda w: AppointRapporteur(w.session(), w.who(AUTHOR))),
    refused(
        sessions.NOT_SECRETARIAT, lambda w: AppointRapporteur(w.session(), w.who(AUTHOR)), AUTHOR
    ),
    refused(sessions.RAPPORTEUR_ALREADY, again),
    allowed(lambda w: SettleTurn(w.turn(), "Ada Example", reason="her voice")),
    refused(sessions.NO_SUCH_ROLE, lambda w: SettleTurn(w.turn(), "Ada Example", "admiral")),
    allowed(lambda w: ClaimTurn(w.turn()), AUTHOR),
    refused(sessions.NO_VOICE, lambda w: ClaimTurn(w.turn()), OPERATOR),
]
