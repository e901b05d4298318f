"""Taxonomies of others beside our topics: those that come along, a subscriber's own list, and which term means which topic."""
