"""Telegram, private chats."""
