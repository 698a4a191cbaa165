"""The same tables under Django's own admin, set up as its manual advises: a peer to measure by."""
