"""The programming interface: read and add interactions, read the reference lists. One file for each subject."""
