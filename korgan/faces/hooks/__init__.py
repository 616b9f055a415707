"""Machines: webhooks of channels."""
