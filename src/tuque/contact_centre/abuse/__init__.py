"""What is done about abuse of those who answer: a ladder that never ends in silence, and that any risk takes away."""
