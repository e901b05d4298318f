"""The HSDS interface: what is public, to any program, without a key."""
