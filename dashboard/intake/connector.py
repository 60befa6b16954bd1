"""What a connector is: it checks a source, reads it page by page, and puts one raw record into our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from dashboard.community.arrivals import Arrival


@dataclass(frozen=True)
class RawItem:
    """One record as the source sent it."""

    external_id: str
    """What the source calls it; empty where that cannot be told before it is normalised."""
    payload: Mapping[str, Any]
    """JSON-ready; what a dead letter shows."""
    where: str
    """How a person finds it at the source: “row 7”, “entry 3 of page 2”, an id."""
    wrong: str = ""
    """Why it cannot be used, where reading it has shown that already."""


@dataclass(frozen=True)
class Page:
    """Some records that are brought in together, and what the connector must remember once they are in."""

    items: tuple[RawItem, ...]
    state: Mapping[str, Any] = field(default_factory=dict)
    """Replaces the source's state, in the transaction of the page."""
    total: int = 0
    """Records in all, as far as the source tells; 0 where it does not."""
    unusable: tuple[tuple[str, str], ...] = ()
    """What on the page could not even be told apart into records: where, and why in a sentence."""
    remark: str = ""
    """What people should know about the pull, such as that nothing changed since the last one."""


class Connector(Protocol):
    """One way to read one kind of source. Made anew for each pull, with its settings and a guarded client."""

    def check(self) -> str:
        """One sentence on what is there; SourceFailed, or BadInput for settings, where nothing can be pulled."""
        ...

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """The pages of what changed since `state`, or of everything where `full`.

        Each page carries the state to go on from when everything up to it is in, so that a pull that was cut
        short resumes there; a state that ends a whole pull makes the next one ask only for what is new.
        SourceFailed ends it with what came before kept.
        """
        ...

    def normalise(self, raw: RawItem) -> Arrival:
        """The record in our words; BadInput says in a sentence why it cannot be one. Pure."""
        ...


@runtime_checkable
class WithFiles(Protocol):
    """A connector whose files lie on this machine and come in with their records."""

    def file_of(self, raw: RawItem) -> Path | None:
        """The file of a record, or none where it has none; BadInput where it names one that cannot be had."""
        ...
