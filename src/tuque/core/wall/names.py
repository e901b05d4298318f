"""Settings of a database, by `tuque database prepare`: whom its tables are opened to when they are made."""

APPLICATION, AUDITOR = "tuque.application_role", "tuque.auditor_role"
