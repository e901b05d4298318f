"""Django's PostgreSQL, with the second wall: every statement says for whom it is done."""
