"""What would happen if: the production router driven by drawn days, and by drawn faults."""
