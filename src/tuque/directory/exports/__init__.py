"""Records leave as HSDS: tables in an archive, nested JSON, the open-data feed."""
