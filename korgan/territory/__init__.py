"""Areas in a tree, desks; locate(point) -> area, desk, reason."""
