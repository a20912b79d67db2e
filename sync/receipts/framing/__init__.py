"""How one message to or from a fiscal device is wrapped in bytes. Pure: bytes in, messages out."""
