"""The editor's final cut, and the rundown as it aired."""
