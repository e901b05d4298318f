"""Every write of the room, by subject: feeds that come in, records changed by hand, upkeep, links for providers."""
