"""Reading what a person typed: pure functions from a text and the words of all languages to a reading."""
