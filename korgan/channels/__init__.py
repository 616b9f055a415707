"""Outside systems by which people write to us; they know nothing of appeals."""
