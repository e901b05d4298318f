"""That the audit was not touched: records chained in lots, a signed root each hour, and whoever keeps it elsewhere."""
