"""The screens: their names, their place in the navigation, and what each asks of an account."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.people.roles import Permission


@dataclass(frozen=True)
class Screen:
    """One page; `name` is both its file in pages/ and its address."""

    name: str
    title: str
    icon: str
    permission: Permission
    help: str
    in_navigation: bool = True


SCREENS = (
    Screen("home", "Home", "home", Permission.SEE_HOME, "Where the show stands and what waits for you."),
    Screen(
        "sources", "Sources", "move_to_inbox", Permission.SEE_PIECES,
        "Where contributions come from, the last pull of each, and what could not be taken in.",
    ),
    Screen(
        "trending", "Trending", "trending_up", Permission.SEE_PIECES,
        "What is rising and why, and search over every contribution.",
    ),
    Screen(
        "contribution", "Contribution", "palette", Permission.SEE_PIECES,
        "One piece: its artists, lineage, licence and clearance.", in_navigation=False,
    ),
    Screen(
        "shortlist", "Shortlist", "bookmark", Permission.SEE_PIECES,
        "The pieces that were picked, and whether each may air.",
    ),
    Screen(
        "episodes", "Episodes", "movie", Permission.SEE_RUNDOWN,
        "The episodes of the show, their slots and running times.",
    ),
    Screen(
        "rundown", "Rundown", "format_list_numbered", Permission.SEE_RUNDOWN,
        "The acts and items of one episode in order, against the clock.",
    ),
    Screen(
        "assembly", "Assembly", "smart_display", Permission.SEE_RUNDOWN,
        "The rough cut of a rundown, to watch.",
    ),
    Screen(
        "credits", "Credits", "groups", Permission.SEE_CREDITS,
        "Who is credited for what aired, and the sheets to hand over.",
    ),
    Screen(
        "payments", "Payments", "payments", Permission.SEE_MONEY,
        "Who is paid what for an episode, and the payment sheet.",
    ),
    Screen(
        "people", "People", "badge", Permission.MANAGE_PEOPLE,
        "Accounts and the roles they hold.",
    ),
)  # fmt: skip
"""In the order in which a piece travels: from the community through the programme to the office."""
