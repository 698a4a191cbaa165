"""What every generated screen shares: lists, forms, details, downloads, what is noted of them."""
