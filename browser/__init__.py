"""What every page shares, the staff's and those for people outside: moment, cookies, connection."""
