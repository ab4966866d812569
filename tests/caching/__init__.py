"""Caches: over a real Redis, over one that is killed, and without one."""
