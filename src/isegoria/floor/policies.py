"""The ways in which the floor may be given: the words of models and of queues alike (docs:
explanation of the floor).
"""

from enum import StrEnum

__all__ = ["Channels", "Policy", "Scope", "SecondTurn"]


class Policy(StrEnum):
    """Who of those waiting speaks next.

    Several in a row: the later one decides where the earlier ones are equal.
    """

    FIFO = "fifo"
    KIND_FIRST = "kind_first"
    FIRST_TIMERS = "first_timers"
    BALANCED = "balanced"
    ROUND_ROBIN = "round_robin"
    LEAST_SERVED = "least_served"
    WEIGHTED_TIME = "weighted_time"
    BUDGETS = "budgets"
    ALTERNATE_CHANNELS = "alternate_channels"
    QUOTA_SOFT = "quota_soft"
    QUOTA_HARD = "quota_hard"
    PROGRESSIVE_STACK = "progressive_stack"
    PRO_CONTRA = "pro_contra"
    STATUS_ORDER = "status_order"
    LOT = "lot"
    SUPPORT = "support"


class Scope(StrEnum):
    """Over what the order runs once: then everybody's turn begins anew."""

    ITEM = "item"
    SESSION = "session"
    DAY = "day"


class SecondTurn(StrEnum):
    """What a second request of the same person gets."""

    IN_ORDER = "in_order"
    AT_THE_BACK = "at_the_back"
    NONE = "none"


class Channels(StrEnum):
    """How the room and those online share the queue."""

    ONE_QUEUE = "one_queue"
    ALTERNATE = "alternate"
    ROOM_ONLY = "room_only"
