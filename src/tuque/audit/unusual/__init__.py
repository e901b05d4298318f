"""Unusual looking: rules over the looks that the audit has, and findings that a privacy officer closes."""
