"""Patrols: how long a team was out, and where. Effort, shown beside counts, so that presence is not taken for need."""
