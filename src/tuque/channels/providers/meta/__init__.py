"""What WhatsApp and Messenger share: one owner, one handshake, one signature, one interface."""
