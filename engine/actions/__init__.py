"""What charts may call by name: pure functions, validators, local actions and jobs."""
