"""The doors that are opened over HTTP."""
