"""Letters and mail, and the templates they are made from."""
