"""The portal where a director or a team lead shapes forms, code lists and home screens, without code."""
