"""Whoever carries messages between us and people's phones: one folder for each, one contract (contract.py) for all."""
