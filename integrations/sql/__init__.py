"""The room of the database: SQLite or PostgreSQL, through SQLAlchemy Core."""
