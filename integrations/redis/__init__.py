"""Redis: how often something is done, counted for all processes together."""
