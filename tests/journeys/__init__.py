"""Conversations as tests: journeys people write, journeys the charts give rise to, and a random person."""
