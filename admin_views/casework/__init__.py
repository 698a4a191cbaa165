"""Cases, enquiries, what is written down, statutory notices."""
