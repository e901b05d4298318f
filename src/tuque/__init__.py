"""Tuque: one bilingual platform for a community's response to crisis and for its safety and well-being."""

__version__ = "0.1.0"
