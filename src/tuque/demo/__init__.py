"""A demonstration community: invented people with invented names, for trying Tuque and for tests."""
