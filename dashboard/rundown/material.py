"""What a contribution's media bring to an item, and the layers made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.community.tables import Contribution
from dashboard.errors import BadInput
from dashboard.rundown.layers import SOUND, Material, cuts
from dashboard.rundown.tables import Episode, Layer


def material_of(piece: Contribution) -> Material:
    """What a contribution's media bring to an item."""
    media = piece.media
    if media is None:
        return Material("none", None, has_sound=False, words=0)
    return Material(media.kind, media.duration_ms, bool(media.facts.get("audio_codec")), len(piece.text.split()))


def layers_for(piece: Contribution, episode: Episode) -> list[Layer]:
    """The layers that a piece makes by itself, whole. Raises BadInput for one that can be neither shown nor heard."""
    made = cuts(material_of(piece), episode.rate, episode.words_per_minute)
    if not made:
        raise BadInput(f"“{piece.title}” cannot be shown or heard as it is; ask for a picture or a recording of it.")
    return [
        Layer(contribution=piece, position=0, track=cut.track, in_frames=cut.in_frames, out_frames=cut.out_frames)
        for cut in made
    ]


def laid_after(present: Sequence[Layer], pieces: Iterable[Contribution], episode: Episode) -> list[Layer]:
    """The layers of `pieces`, placed behind those present: pictures follow, a film's sound goes with its picture.

    What is only heard starts with the item. Raises BadInput like `layers_for`.
    """
    every = list(present)
    for piece in pieces:
        shown = sum(layer.out_frames - layer.in_frames for layer in every if layer.track != SOUND)
        made = layers_for(piece, episode)
        for layer in made:
            layer.position = len(every)
            layer.offset_frames = shown if layer.track == SOUND and len(made) > 1 else 0
            every.append(layer)
    return every[len(present) :]
