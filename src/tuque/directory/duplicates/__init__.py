"""Records that may be the same thing: found, scored and explained; a person decides."""
