"""Flows on disk."""
