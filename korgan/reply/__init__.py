"""Answers to citizens, templates, the outbox."""
