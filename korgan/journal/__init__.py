"""The append-only log of facts; the only way one part tells another."""
