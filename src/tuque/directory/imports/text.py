"""Bytes of a file as text: UTF-8, else Windows-1252, which older tools write."""


def decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
