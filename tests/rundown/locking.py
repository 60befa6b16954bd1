"""An episode with something of each kind in it, and one edit of every kind that a lock may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.people.roles import Actor
from dashboard.rundown.edits import act_commands, commands, cutting, layer_commands
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import State
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, layers
from tests.world import add_piece as a_piece

Edit = Callable[[Slip], object]


@dataclass
class Programme:
    """Act 1: a film of two shots, a host link, two pictures under a song, a spare. Act 2: a film, then the credits."""

    db: Database
    actor: Actor

    def __post_init__(self) -> None:
        db, actor = self.db, self.actor
        self.episode_id = add_episode(db, actor, acts=("One", "Two"))
        self.one, self.two = act_ids(db, self.episode_id)
        self.pieces = {title: a_piece(db, title, seconds=20) for title in ("Ferry", "Tide", "Home", "Spare", "Other")}
        self.pieces |= {title: a_piece(db, title, kind="photo") for title in ("Quay", "Pier")}
        self.pieces["Song"] = a_piece(db, "Song", kind="music", artists=("Rin",))
        self.ferry = commands.add_piece(db, actor, self.one, [self.pieces["Ferry"]])
        self.tide = commands.add_piece(db, actor, self.one, [self.pieces["Tide"]])
        self.hello = commands.add_item(db, actor, self.one, "host", "Hello", script="Good evening to all of you.")
        self.quay = commands.add_piece(db, actor, self.one, [self.pieces["Quay"]])
        layer_commands.add_layers(db, actor, self.quay, self.pieces["Song"])
        layer_commands.add_layers(db, actor, self.quay, self.pieces["Pier"])
        self.spare = commands.add_piece(db, actor, self.one, [self.pieces["Spare"]])
        commands.float_items(db, actor, [self.spare], floated=True)
        self.home = commands.add_piece(db, actor, self.two, [self.pieces["Home"]])
        self.picture, self.sound = layers(db, self.ferry)
        _, self.song, self.pier = layers(db, self.quay)

    def state(self) -> State:
        """The rundown as it stands."""
        with self.db.reading() as session:
            return read_state(session, self.episode_id)

    def held_by_picture(self) -> dict[str, Edit]:
        """One edit a command that changes order, lengths or what is seen."""
        db, actor = self.db, self.actor
        return {
            "add_piece": lambda s: commands.add_piece(db, actor, self.one, [self.pieces["Other"]], slip=s),
            "add_item": lambda s: commands.add_item(db, actor, self.one, "break", "Break", slip=s),
            "move_items": lambda s: commands.move_items(db, actor, [self.ferry], self.two, None, slip=s),
            "float_items": lambda s: commands.float_items(db, actor, [self.ferry], floated=True, slip=s),
            "unfloat": lambda s: commands.float_items(db, actor, [self.spare], floated=False, slip=s),
            "remove_items": lambda s: commands.remove_items(db, actor, [self.tide], slip=s),
            "change_item": lambda s: commands.change_item(db, actor, self.ferry, length_frames=99, slip=s),
            "script": lambda s: commands.change_item(db, actor, self.hello, script="Good night.", slip=s),
            "hard_start": lambda s: commands.change_item(db, actor, self.home, hard_start_frames=9000, slip=s),
            "trim_layer": lambda s: layer_commands.trim_layer(db, actor, self.picture.id, 25, 100, slip=s),
            "replace_layer": lambda s: layer_commands.replace_layer(
                db, actor, self.picture.id, self.pieces["Other"], slip=s
            ),
            "move_layer": lambda s: layer_commands.move_layer(db, actor, self.pier.id, None, slip=s),
            "remove_layer": lambda s: layer_commands.remove_layer(db, actor, self.picture.id, slip=s),
            "split_item": lambda s: cutting.split_item(db, actor, self.ferry, 100, slip=s),
            "merge_items": lambda s: cutting.merge_items(db, actor, [self.ferry, self.tide], slip=s),
            "move_act": lambda s: act_commands.move_act(db, actor, self.two, None, slip=s),
        }

    def held_by_sound(self) -> dict[str, Edit]:
        """One edit a command that changes levels or music and nothing that is seen."""
        db, actor = self.db, self.actor
        return {
            "set_layer": lambda s: layer_commands.set_layer(
                db, actor, self.sound.id, gain_db=-6.0, offset_frames=0, fade_in_frames=5, fade_out_frames=0, slip=s
            ),
            "add_layers": lambda s: layer_commands.add_layers(db, actor, self.ferry, self.pieces["Song"], slip=s),
            "trim_sound": lambda s: layer_commands.trim_layer(db, actor, self.song.id, 5, 50, slip=s),
            "remove_sound": lambda s: layer_commands.remove_layer(db, actor, self.song.id, slip=s),
        }

    def held_by_none(self) -> dict[str, Edit]:
        """Edits that change nothing that airs."""
        db, actor = self.db, self.actor
        return {
            "note": lambda s: commands.change_item(db, actor, self.ferry, note="Ask Ida", slip=s),
            "back_time": lambda s: commands.change_item(db, actor, self.ferry, hard_back_frames=50, slip=s),
            "lock_items": lambda s: commands.lock_items(db, actor, [self.home], locked=True, slip=s),
            "unlock_items": lambda s: commands.lock_items(db, actor, [self.home], locked=False, slip=s),
            "change_act": lambda s: act_commands.change_act(db, actor, self.one, "Opening", 500, slip=s),
            "add_act": lambda s: act_commands.add_act(db, actor, self.episode_id, "Three", slip=s),
            "spare_moved": lambda s: commands.move_items(db, actor, [self.spare], self.two, None, slip=s),
            "spare_changed": lambda s: commands.change_item(db, actor, self.spare, length_frames=77, slip=s),
            "spare_removed": lambda s: commands.remove_items(db, actor, [self.spare], slip=s),
        }

    def edits(self) -> dict[str, Edit]:
        """All of them."""
        return {**self.held_by_picture(), **self.held_by_sound(), **self.held_by_none()}
