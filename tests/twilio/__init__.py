"""Twilio's room: what goes out, what comes in, and whatever may come back."""
