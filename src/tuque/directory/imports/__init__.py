"""Feeds and files of any kind, read into rows of HSDS; compared with what is there; written when they may be."""
