"""Place -> area -> desk, never without an owner."""
