"""Every deliberate error: what happened and what to do, in one sentence that a person can act on."""


class GreenroomError(Exception):
    """The base of what the program refuses on purpose; its text is shown to people as it is."""


class MediaRefused(GreenroomError):
    """A file was not admitted; the text says what is wrong with it and what to send instead."""


class NotAllowed(GreenroomError):
    """The account lacks the permission that the action asks for."""


class NotFound(GreenroomError):
    """What was asked for does not exist."""


class Stale(GreenroomError):
    """Somebody else changed the same thing first."""


class BadManifest(GreenroomError):
    """A manifest cannot be read at all, or lacks a column that everything else needs."""


class BadInput(GreenroomError):
    """A value that a person typed or passed cannot be used."""


class LineageCycle(GreenroomError):
    """An edge would make a piece its own ancestor."""


class CannotSplit(GreenroomError):
    """Money cannot be divided as asked: no positive weight, or more promised than there is."""


class RenderFailed(GreenroomError):
    """A segment or a programme could not be made."""


class SettingsWrong(GreenroomError):
    """The settings contradict themselves or name what does not exist."""


class SourceFailed(GreenroomError):
    """A source could not be read: unreachable, refused, broken, or not what it was said to be."""


class AddressRefused(SourceFailed):
    """An address that nothing may be fetched from: not http(s), or on a local or private network."""
