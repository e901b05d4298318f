"""Serving: pages and live streams on one port, the work done behind them, and the doctor that looks at it all."""
