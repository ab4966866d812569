"""Opens: doors (HTTP, the worker, the command line) and the one place of wiring."""
