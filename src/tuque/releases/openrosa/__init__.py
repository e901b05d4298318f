"""OpenRosa: the protocol by which ODK Collect and Enketo take blank forms and send filled ones.

    digest      the handshake of RFC 7616, by a password of the device's own
    security    who is calling: a device, or a program with a key that may add interactions
    replies     the protocol's XML
    receiving   a submission made into an interaction, by the same service as our pages
    views       the four addresses

Specification: https://docs.getodk.org/openrosa/ (form list, form submission, metadata, HTTP headers 1.0).
"""
