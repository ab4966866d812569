"""Executes charts: the kernel, the builder that compiles flows into charts, and the interpreter of turns."""
