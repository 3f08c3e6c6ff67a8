"""What brings the bodies of steps of earlier versions to today's; most say only that the version
counts.
"""

from typing import Any

__all__ = [
    "about_nobody",
    "as_written",
    "by_a_member",
    "counted_by_group",
    "found_alone",
    "hidden_if_secret",
    "in_each_group",
    "left_its_answer",
    "moved_clocks",
    "no_position",
    "of_one_member",
    "with_one_stop",
    "without_parts",
    "without_restarted",
    "without_stopping",
    "without_version",
]


def about_nobody(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an appeal as it is that does not say whom it is about."""
    return body


def no_position(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an answer as it is that was no position."""
    return body


def as_written(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an answer or a signature as it is: an organisation counted as its name was written."""
    return body


def found_alone(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a finding as it is, which one member of a panel could give alone."""
    return body


def hidden_if_secret(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a secret answer as it is that was an act without an author; it is none today."""
    return body


def counted_by_group(body: dict[str, Any]) -> dict[str, Any]:
    """Leave the count of a secret ballot as it is that gives the numbers of each group."""
    return body


def in_each_group(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a signature as it is that counted in each group of who signed."""
    return body


def left_its_answer(body: dict[str, Any]) -> dict[str, Any]:
    """Leave the end of a seat as it is that left behind what its holder answered in secret."""
    return body


def moved_clocks(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a signature as it is that gave the clocks of its trigger another beginning."""
    return body


def without_stopping(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an appeal as it is that let the clocks of ballots run on."""
    return body


def without_version(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a publication as it is that does not say which version of the text was the newest."""
    return body


def with_one_stop(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an appeal or its answer as it is where an item had one stop, whatever the levels."""
    return body


def without_parts(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a decision on a cover as it is by which nothing fell in the parts."""
    return body


def without_restarted(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a ruling as it is that does not say what it began anew."""
    return body


def of_one_member(body: dict[str, Any]) -> dict[str, Any]:
    """Say what one member decided, who decided alone then."""
    return body | {"ruled": body.get("answer", "")}


def by_a_member(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a ruling as it is by which its judge began to take part."""
    return body
