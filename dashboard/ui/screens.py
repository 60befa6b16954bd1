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
        "calls", "Calls", "campaign", Permission.SEE_PIECES,
        "What the community is asked for, to answer and to follow.",
    ),
    Screen(
        "call", "Call", "campaign", Permission.SEE_PIECES,
        "One call: its brief, what to listen to first, and its answers.", in_navigation=False,
    ),
    Screen(
        "contribute", "Contribute", "upload", Permission.CONTRIBUTE,
        "Post a piece of yours, and agree to the shares that others offer.",
    ),
    Screen(
        "my_work", "My work", "brush", Permission.CONTRIBUTE,
        "Your pieces, where they stand, and what you are owed.",
    ),
    Screen(
        "sources", "Sources", "move_to_inbox", Permission.SEE_PIECES,
        "Where contributions come from, the last pull of each, and what could not be taken in.",
    ),
    Screen(
        "inbox", "Inbox", "inbox", Permission.JUDGE,
        "What came in since you last looked, to judge at speed.",
    ),
    Screen(
        "trending", "Trending", "trending_up", Permission.SEE_PIECES,
        "What is rising and why, what is loved, and what hardly anybody has seen.",
    ),
    Screen(
        "search", "Search", "search", Permission.SEE_PIECES,
        "Every contribution by words and facts, and searches that tell of new matches.",
    ),
    Screen(
        "contribution", "Contribution", "palette", Permission.SEE_PIECES,
        "One piece: its artists, lineage, licence and clearance.", in_navigation=False,
    ),
    Screen(
        "matches", "Matches", "join", Permission.SEE_PIECES,
        "Pieces that lack a part, and pieces here that could be it.",
    ),
    Screen(
        "duplicates", "Duplicates", "file_copy", Permission.JUDGE,
        "Pieces that are the same or nearly, to merge, to link, or to tell apart.", in_navigation=False,
    ),
    Screen(
        "rounds", "Rounds", "how_to_vote", Permission.REVIEW,
        "Review rounds: what waits for your judgement, and what came of them.",
    ),
    Screen(
        "round", "Round", "how_to_vote", Permission.RUN_ROUNDS,
        "One round: its pieces, rubric, reviewers and results.", in_navigation=False,
    ),
    Screen(
        "review", "Review", "rate_review", Permission.REVIEW,
        "The pieces of a round one by one, blind in the first pass.", in_navigation=False,
    ),
    Screen(
        "artists", "Artists", "groups_2", Permission.SEE_PIECES,
        "Everybody whose work came in, and who is one person.",
    ),
    Screen(
        "artist", "Artist", "person", Permission.SEE_PIECES,
        "One artist: what they made, what was made of it, what aired.", in_navigation=False,
    ),
    Screen(
        "shortlist", "Shortlist", "bookmark", Permission.SEE_RUNDOWN,
        "The pieces that were picked, and whether each may air.",
    ),
    Screen(
        "answers", "Answers", "mark_email_read", Permission.ANSWER,
        "What each reviewed piece is told, and the list to send.",
    ),
    Screen(
        "insight", "Insight", "monitoring", Permission.SEE_INSIGHT,
        "What is coming in, how fast it is looked at, and whose picks aired.",
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
        "cuts", "Cuts", "difference", Permission.SEE_RUNDOWN,
        "Snapshots of a rundown, and any two cuts side by side: time, names, money and rights.",
        in_navigation=False,
    ),
    Screen(
        "locks", "Locks", "lock", Permission.SEE_RUNDOWN,
        "Picture, sound and delivery: what is locked, what is still open, and what was changed since.",
        in_navigation=False,
    ),
    Screen(
        "versions", "Versions", "alt_route", Permission.SEE_RUNDOWN,
        "The broadcast, international, web and promo versions of an episode, and what the master offers them.",
        in_navigation=False,
    ),
    Screen(
        "as_aired", "As aired", "fact_check", Permission.SEE_RUNDOWN,
        "The editor's final cut against the rundown, and what it changes for names and money.",
        in_navigation=False,
    ),
    Screen(
        "timing", "Timing", "timer", Permission.SEE_RUNDOWN,
        "The rundown against the clock on a whole screen, for the room.", in_navigation=False,
    ),
    Screen(
        "exchange", "In and out", "swap_vert", Permission.SEE_RUNDOWN,
        "A rundown as a sheet, a print, or an editor's timeline, and a sheet read back in.", in_navigation=False,
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
