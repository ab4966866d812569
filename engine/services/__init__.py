"""Use cases: the one door of every session, and the work that waits after a commit."""
