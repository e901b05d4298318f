"""Categories suggested from the words of a conversation, by what the centre's own records taught. A person decides each time.

Read in this order: `features.py` (words to counts, plain), `learned.py` (what was learned, plain), `training.py` (learning),
`reading.py` (which words are read), `services.py` (every write), `selectors.py` (what it was worth), `telling.py` (what the person who writes is told).
"""
