"""What other rooms may call."""

from tuque.referrals.sending import NotSent, Texts, register_texts

__all__ = ["NotSent", "Texts", "register_texts"]
