"""Edits of a rundown: the commands, what each changed, undo and redo."""
