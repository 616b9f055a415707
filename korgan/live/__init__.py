"""Event streams and uploads."""
