"""Follow-ups: when a person may be called safely (`safety`), what the shifts have room for (`capacity`), and how each went."""
