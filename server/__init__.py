"""Opens: doors (command line, later HTTP and worker) and the one place of wiring."""
