"""Building an episode's assembly, and keeping what was built."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.assembly.build import build
from dashboard.assembly.from_rundown import segments
from dashboard.assembly.profiles import PREVIEW, PROGRAMME
from dashboard.assembly.recipes import Profile, RollLine, Segment, picture_key, sound_key
from dashboard.assembly.tables import Assembly
from dashboard.credits.credit_list import CreditSheet
from dashboard.credits.queries import working_rundown
from dashboard.credits.roll import RollHeading, roll_lines
from dashboard.errors import BadInput, RenderFailed
from dashboard.media.store import MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.rundown.locks.given import FILE
from dashboard.rundown.locks.given_out import record_given
from dashboard.settings import settings
from dashboard.storage.audit import Signature
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.work.queue import ask_to_cancel, enqueue, latest
from dashboard.work.tables import Job

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (PREVIEW, PROGRAMME)}
JOB = "assemble"

OnProgress = Callable[[int, int, str], None]


def ask_for_assembly(db: Database, actor: Actor, episode_id: int, profile: str) -> int:
    """Queue a build; while one is open for this episode and profile, that one. Returns the job's id."""
    _profile(profile)
    subject = ("episode", episode_id)
    with command(db, actor, Permission.ASSEMBLE, "assembly.asked", subject) as change:
        who = Signature(actor.account_id, actor.name)
        args = {"episode_id": episode_id, "profile": profile}
        change.detail = {"profile": profile}
        return enqueue(change.session, JOB, job_key(episode_id, profile), args, who).id


def cancel_assembly(db: Database, actor: Actor, episode_id: int, job_id: int) -> None:
    """Stop a build; the segments that it finished stay for the next one."""
    with command(db, actor, Permission.ASSEMBLE, "assembly.cancelled", ("episode", episode_id)) as change:
        ask_to_cancel(change.session, job_id)
        change.detail = {"job": job_id}


def assemble(
    db: Database, store: MediaStore, actor: Actor, episode_id: int, profile_name: str, *,
    on_progress: OnProgress, stop: Callable[[], bool],
) -> Assembly:  # fmt: skip
    """Build the episode as it stands now; the same programme again costs nothing.

    Raises RenderFailed when an item cannot be shown or nothing is in the rundown.
    """
    require(actor, Permission.ASSEMBLE)
    profile = _profile(profile_name)
    with db.reading() as session:
        credited = working_rundown(session, episode_id)
        parts = segments(credited.rundown, programme_roll(credited.credits))
        revision, label = credited.rundown.episode.revision, credited.credits.episode
    if not parts:
        raise RenderFailed(f"“{label}” has nothing to show yet; add a piece to its rundown first.")
    key = programme_key(parts, profile)
    done = _built(db, episode_id, key)
    media_hash = done.media_hash if done and store.has(done.media_hash) else ""
    if not media_hash:
        media_hash = _build(store, parts, profile, on_progress, stop)
    with command(db, actor, Permission.ASSEMBLE, "assembly.built", ("episode", episode_id)) as change:
        made = Assembly(
            episode_id=episode_id, profile=profile.name, revision=revision, key=key, media_hash=media_hash,
            frames=sum(part.frames for part in parts), built_at=now(),
        )  # fmt: skip
        change.session.add(made)
        record_given(change.session, actor, episode_id, FILE, f"{profile.name} assembly", revision)
        change.detail = {"profile": profile.name, "revision": revision, "frames": made.frames}
        return made


def newest_assembly(session: Session, episode_id: int, profile: str) -> Assembly | None:
    """The assembly that was built last."""
    query = select(Assembly).where(Assembly.episode_id == episode_id, Assembly.profile == profile)
    return session.scalar(query.order_by(Assembly.id.desc()).limit(1))


def assembly_job(session: Session, episode_id: int, profile: str) -> Job | None:
    """The newest job that builds this episode in this profile."""
    return latest(session, job_key(episode_id, profile))


def job_key(episode_id: int, profile: str) -> str:
    """What a build is about."""
    return f"{JOB}:{episode_id}:{profile}"


def programme_roll(sheet: CreditSheet) -> list[RollLine]:
    """The credit roll's lines as the title maker takes them: heading, then each name with its roles."""
    lines: list[RollLine] = []
    for line in roll_lines(sheet):
        if isinstance(line, RollHeading):
            lines.append(RollLine("heading", line.text))
        else:
            lines.append(RollLine("name", line.name))
            lines.append(RollLine("role", ", ".join(line.pieces)))
    return lines


def programme_key(parts: Sequence[Segment], profile: Profile) -> str:
    """Changes when any picture, sound or the order does."""
    keys = [picture_key(part, profile) + sound_key(part) for part in parts]
    return hashlib.blake2b("".join(keys).encode(), digest_size=20).hexdigest() + f"-{profile.audio_kbps}"


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise BadInput(f"There is no profile “{name}”; choose among {', '.join(PROFILES)}.")
    return PROFILES[name]


def _built(db: Database, episode_id: int, key: str) -> Assembly | None:
    with db.reading() as session:
        query = select(Assembly).where(Assembly.episode_id == episode_id, Assembly.key == key)
        return session.scalar(query.limit(1))


def _build(
    store: MediaStore, parts: Sequence[Segment], profile: Profile, on_progress: OnProgress,
    stop: Callable[[], bool],
) -> str:  # fmt: skip
    cache = settings().segments_root
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="join-") as folder:
        out = Path(folder) / "programme.mp4"
        build(parts, profile, cache=cache, locate=store.local_path, out=out, on_progress=on_progress, stop=stop)
        return store.put_file(out).content_hash
