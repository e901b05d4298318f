"""Voice: who is in a call, who hears whom, and the port by which media is told. Browsers today, telephony as one more adapter."""
