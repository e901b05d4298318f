"""HSDS 3.0 and 3.1, as plain values: what each object holds, what hangs on what, which file it is in."""
