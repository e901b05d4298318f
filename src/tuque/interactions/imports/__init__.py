"""Reading a service's own log into ours: any delimited file, by a mapping. See docs/how-to/import-your-own-log.md.

`instants`, `mapping` and `rows` are plain Python without Django: bytes in, values out.
"""
