"""All pages of the administration, gathered."""

from korgan.faces.admin import channels, journal, people, replies, rules, territory
from korgan.faces.admin.site import site as administration

__all__ = ["administration", "channels", "journal", "people", "replies", "rules", "territory"]
