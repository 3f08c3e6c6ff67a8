"""What is refused to those who bring archives onto the record, and erase names of them."""

from dataclasses import replace

from isegoria.server.archives import refusals as archives
from isegoria.server.archives.acts import BringComment, BringIssue, OpenArchive, Source
from isegoria.server.archives.forgetting import ForgetPerson
from isegoria.server.archives.people import person_from_archive
from isegoria.server.people.models import Participant
from isegoria.server.record.door import Work
from tests.server.refusals.row import Row, allowed, refused
from tests.world import A_DAY, AUTHOR, World


def opens(w: World) -> OpenArchive:
    """Say of a process that it took place elsewhere."""
    source = (Source("list.mbox", "11" * 32),)
    return OpenArchive(w.process, "mail", source, w.now - A_DAY, w.now, contributions=1, people=1)


def opens_again(w: World, digest: str) -> Work:
    """Say so of another process, from a file that was read for the first one or not."""
    w.done(opens(w))
    other = w.elsewhere().process
    return replace(opens(w), process=other, sources=(Source("other.mbox", digest),))


def brings(w: World, *, archive: bool = True) -> Work:
    if archive:
        w.done(opens(w))
    return BringIssue(w.process, "Old question", w.now - A_DAY)


def writes(w: World, author: Participant) -> Work:
    w.done(opens(w))
    return BringComment(w.draft, author, w.now - A_DAY, "I said so.")


def ann() -> Participant:
    return person_from_archive("ann@example.org", "Ann Example")


def forgets(w: World, *, before: bool = False) -> Work:
    work = ForgetPerson(ann())
    if before:
        Participant.objects.filter(pk=work.person.pk).update(erased_in=1)
    return work


ROWS: list[Row] = [
    allowed(opens),
    refused(archives.ONLY_SECRETARIAT_BRINGS, opens, AUTHOR),
    refused(archives.IMPORTED_BEFORE, lambda w: opens_again(w, "11" * 32)),
    allowed(lambda w: opens_again(w, "22" * 32)),
    allowed(brings),
    refused(archives.ONLY_SECRETARIAT_BRINGS, brings, AUTHOR),
    refused(archives.NO_ARCHIVE, lambda w: brings(w, archive=False)),
    allowed(lambda w: writes(w, ann())),
    refused(archives.HAS_ACCOUNT, lambda w: writes(w, w.who(AUTHOR))),
    allowed(forgets),
    refused(archives.ONLY_SECRETARIAT_ERASES, forgets, AUTHOR),
    refused(archives.NO_NAME_TO_ERASE, lambda w: forgets(w, before=True)),
    refused(archives.NO_NAME_TO_ERASE, lambda w: ForgetPerson(w.who(AUTHOR))),
]
