"""Active rescue as a timed workflow: `steps` decides, `services` writes, `selectors` reads, `words` says it in both languages."""
