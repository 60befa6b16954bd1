"""The assembly's working part: building it, watching the build, and playing what was built."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.assembly.service import (
    PROFILES,
    ask_for_assembly,
    assembly_job,
    cancel_assembly,
    newest_assembly,
)
from dashboard.assembly.tables import Assembly
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.queries import EpisodeRow, Rundown
from dashboard.settings import settings
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text, duration_text, point_text
from dashboard.ui.links import media_url
from dashboard.ui.widgets import action, empty, page_link, plain, said
from dashboard.work.queue import CANCELLED, FAILED, OPEN, QUEUED
from dashboard.work.tables import Job

POLL_S = 1.5
PATIENCE = timedelta(seconds=20)
SEEK = "assembly_seek"
"""The session-state key of how often one jumped, and where to: a build and the seconds in it."""


def build_part(actor: Actor, episode: EpisodeRow, profile: str, row: DeltaGenerator) -> None:
    """The button, into `row`, or the progress of what runs, looked at again only while something runs."""
    with database().reading() as session:
        job = assembly_job(session, episode.episode_id, profile)
        made = newest_assembly(session, episode.episode_id, profile)
    if job is not None and job.state in OPEN:
        st.fragment(_running, run_every=POLL_S)(actor, episode.episode_id, profile)
        return
    if job is not None and job.state in (FAILED, CANCELLED):
        show = st.error if job.state == FAILED else st.info
        show(job.message or "The last build was cancelled.")
    if not actor.may(Permission.ASSEMBLE):
        st.caption("A producer or a curator can build it.")
        return
    current = made is not None and made.revision == episode.revision
    row.button(
        f"Build the {profile}{' again' if made else ''}", type="secondary" if current else "primary",
        icon=":material/build:", key="build", on_click=action,
        args=(ask_for_assembly, database(), actor, episode.episode_id, profile),
    )  # fmt: skip


def _running(actor: Actor, episode_id: int, profile: str) -> None:
    with database().reading() as session:
        job = assembly_job(session, episode_id, profile)
    if job is None or job.state not in OPEN:
        st.rerun()
    said()
    progress, stop = st.columns([6, 1], vertical_alignment="bottom")
    share = min(1.0, job.done / job.total) if job.total else 0.0
    progress.progress(share, _progress_text(job, now()))
    if actor.may(Permission.ASSEMBLE):
        stop.button(
            "Stopping" if job.cancel_asked else "Cancel", key="cancel_build", disabled=job.cancel_asked,
            width="stretch", on_click=action, args=(cancel_assembly, database(), actor, episode_id, job.id),
        )  # fmt: skip


def _progress_text(job: Job, instant: datetime) -> str:
    if job.state == QUEUED:
        if instant - job.created_at > PATIENCE:
            return "Still waiting for a worker; ask an admin whether one is running."
        return "Waiting for a worker …"
    steps = f" · {job.done} of {job.total}" if job.total else ""
    return f"{plain(job.message) or 'Building'}{steps}. You may leave this page; it goes on."


def player_part(rundown: Rundown, profile: str) -> None:
    """The newest programme with what it shows, and the lines to jump to while they still fit it."""
    episode = rundown.episode
    with database().reading() as session:
        made = newest_assembly(session, episode.id, profile)
    if made is None:
        empty(f"No {profile} has been built yet. Once it is, you can watch it here.", "smart_display")
        return
    if not MediaStore(settings().media_root).has(made.media_hash):
        st.warning("The file of the last build is no longer in the media store; build it again.")
        return
    picture, lines = st.columns([8, 5], gap="medium")
    with lines:
        jumped = _jumps(rundown, made)
    jumps, build, seconds = st.session_state.get(SEEK, (0, 0, 0))
    with picture:
        st.video(
            f"{media_url(made.media_hash, 'video/mp4')}#{jumps}", start_time=seconds if build == made.id else 0,
            autoplay=jumped, alt=f"The {profile} of {episode.title}",
        )  # fmt: skip
        _what_it_shows(rundown, made)


def _what_it_shows(rundown: Rundown, made: Assembly) -> None:
    episode = rundown.episode
    length, built = duration_text(made.frames, episode.rate), ago_text(made.built_at, now())
    shows = f"Revision {made.revision} · `{length}` · built {built}"
    if made.revision == episode.revision:
        st.markdown(f":green[:material/check_circle: Shows the rundown as it is now.] {shows}")
    else:
        st.markdown(
            f":orange[:material/update: The rundown has changed since.] {shows}; it stands at revision "
            f"{episode.revision} now. Build again to see the changes."
        )


def _jumps(rundown: Rundown, made: Assembly) -> bool:
    """The lines to jump to; whether one was asked for just now."""
    rate, drop = rundown.episode.rate, rundown.episode.drop_frame
    st.header("Jump to", anchor=False)
    if made.revision != rundown.episode.revision:
        st.caption("The lines have changed, so their places in this build are not known any more.")
        page_link("rundown", "See the rundown", "format_list_numbered")
        return False
    jumped = False
    with st.container(height=340, gap="xxsmall"):
        for row in rundown.airing:
            start = row.timed.start_frames or 0
            jumped |= st.button(
                f"`{point_text(start, rate, drop=drop)}` {plain(row.item.slug)}",
                key=f"jump_{row.item.id}", type="tertiary", on_click=_seek, args=(made.id, int(start / rate)),
            )  # fmt: skip
    return jumped


def _seek(assembly_id: int, seconds: int) -> None:
    jumps = st.session_state.get(SEEK, (0, 0, 0))[0]
    st.session_state[SEEK] = (jumps + 1, assembly_id, seconds)


def profile_label(profile: str) -> str:
    """A profile's name and the lines of its picture."""
    return f"{profile.capitalize()} {PROFILES[profile].height}p"
