"""The one screen of those who answer: their shift, what is offered, the conversation, the toolbox, colleagues."""
