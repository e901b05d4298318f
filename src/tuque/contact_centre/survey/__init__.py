"""Distress before and after, and the questions after a contact: who was asked, who answered, what they said."""
