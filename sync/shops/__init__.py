"""Online shops, one package a platform, each an implementation of :class:`sync.ports.Shop`."""
