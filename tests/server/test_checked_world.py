"""The check finds nothing where nobody altered anything."""

from tests.checked import wrong
from tests.world import World


def test_nothing_is_found_in_a_world_with_one_of_everything(world: World) -> None:
    assert wrong() == []
