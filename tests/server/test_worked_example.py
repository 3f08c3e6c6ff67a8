"""The worked example shows every part of a working group's life, and follows from its record
alone.
"""

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.server.conduct.models import Measure
from isegoria.server.conflicts.models import Case
from isegoria.server.example import bring_example
from isegoria.server.issues.models import Issue
from isegoria.server.membership.models import Invitation
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Process
from isegoria.server.replay.compare import recompute
from isegoria.server.reviews.models import Review

pytestmark = pytest.mark.django_db


def test_the_example_has_a_code_an_invitation_a_review_and_a_conflict_under_way() -> None:
    bring_example(timezone.now())
    case, review = Case.objects.get(), Review.objects.get()
    assert (case.state, str(case.facilitator)) == ("running", "Neighbourhood mediator")
    assert (review.follow, sum(review.totals["answered"].values())) == ("improved", 5)
    assert Invitation.objects.get().group.slug == "intergovernmental-organisations"  # type: ignore[union-attr]
    hidden = Measure.objects.get()
    client = Client()
    page = client.get(
        f"/chunks/{Issue.objects.get(title__startswith='Who may').chunks.earliest('number').pk}/discussion/"
    )
    assert "never driven anything" not in page.content.decode()
    assert hidden.reason in client.get("/code/decisions/").content.decode()
    for issue in Issue.objects.all():
        assert [str(one) for one in recompute(issue).findings] == []


def test_in_the_example_an_issue_can_be_proposed_and_statements_stand() -> None:
    bring_example(timezone.now())
    client, chair = Client(), Participant.objects.get(name="Library advocate")
    client.force_login(chair, backend="allauth.account.auth_backends.AuthenticationBackend")
    process = Process.objects.get(title="Working group on batteries in the street")
    assert process.issues.get().title == "Who pays for batteries that keep a mast on?"
    page = client.get(f"/issues/processes/{process.pk}/propose/")
    assert (page.status_code, page.context["closed"]) == (200, None)
    notice = Issue.objects.get(title__startswith="What are people told").chunks.get()
    assert "A notice can be heard" in client.get(f"/chunks/{notice.pk}/items/").content.decode()
