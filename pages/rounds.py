"""Rounds."""

from __future__ import annotations

from dashboard.people.roles import Permission
from dashboard.ui.guard import guard
from dashboard.ui.widgets import heading

actor = guard(Permission.REVIEW)
heading("Rounds")
