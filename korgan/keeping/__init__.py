"""What is kept of people and for how long: holds, erasure at a citizen's wish, retention."""
