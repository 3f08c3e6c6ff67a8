"""What pages and signals ask about archives."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from isegoria.server.addresses import found_or_404
from isegoria.server.archives.models import Archive
from isegoria.server.deliberation.models import Comment
from isegoria.server.issues.models import Issue
from isegoria.server.process.models import Chunk

__all__ = ["archive_or_404", "archives", "discussions_of", "session_list_of", "still_read_only"]


def archives() -> QuerySet[Archive]:
    """Return all archives, the one brought last first."""
    return (
        Archive.objects.select_related("process")
        .annotate(discussions=Count("process__issues"))
        .order_by("-number")
    )


def archive_or_404(process: int) -> Archive:
    """Return the archive of a process."""
    return found_or_404(archives(), _("There is no archive with this number."), process=process)


def discussions_of(archive: Archive) -> QuerySet[Chunk]:
    """Return the discussions of an archive the last one first, with how much was written in
    each.
    """
    found = Chunk.objects.filter(process=archive.process_id).select_related("issue__archived")
    return found.annotate(contributions=Count("comment")).order_by("-number")


def session_list_of(archive: Archive) -> list[tuple[int, str, date]]:
    """Return the meetings whose minutes came with an archive: number, title, day."""
    rows = archive.sessions.values_list("session", "session__title", "session__held_on").order_by(
        "session__held_on", "session"
    )
    return list(rows)


def still_read_only(issues: Sequence[Issue]) -> list[Issue]:
    """Return the issues on which nobody of the forum has spoken: all that is in them was written
    elsewhere.
    """
    spoken = Comment.objects.filter(chunk__issue__in=issues, participant__from_archive=False)
    living = set(spoken.values_list("chunk__issue", flat=True).distinct())
    return [one for one in issues if one.pk not in living]
