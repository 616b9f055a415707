"""Message -> conversation -> appeal, once, with a number."""
