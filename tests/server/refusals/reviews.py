"""What is refused where those who hold an office are reviewed."""

from isegoria.server.process.refusals import NOTED_ALREADY
from isegoria.server.reviews import refusals as reviews
from isegoria.server.reviews.acts import OpenReview
from isegoria.server.reviews.closing import CloseReview
from tests.server.refusals.row import OPERATOR, Row, allowed, refused

RULE = "review.nothing-due"

ROWS: list[Row] = [
    refused(reviews.NO_OFFICE, lambda w: OpenReview(w.ended_seat())),
    refused(NOTED_ALREADY, lambda w: CloseReview(w.review()), OPERATOR, days=13.99, rule=RULE),
    allowed(lambda w: CloseReview(w.review()), OPERATOR, days=14),
    refused(
        NOTED_ALREADY,
        lambda w: CloseReview(w.review(closed_at=w.now)),
        OPERATOR,
        days=14,
        rule=RULE,
    ),
]
