"""Getting in and out: passwords, second factors, links, sessions."""
