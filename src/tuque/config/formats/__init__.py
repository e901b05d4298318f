"""How dates and hours are written, by language: Canadian usage where it differs from Django's."""
