"""What the database, its copies and its disks may not read: sealed with keys whose root stays outside of it.

    sealing   bytes sealed for one place (organization, table, row, field), and nowhere else
    roots     the root key: a file, or a service that wraps keys
    keyring   the organizations' keys: wrapped in the database, unwrapped in memory
    fields    sealed fields of models: written and read as plain values
    blind     short keyed marks that find a row by a word without holding the word
    files     files sealed in blocks, read from any position

See docs/decisions/0012-sealed-fields.md.
"""
