"""What every page shares, the staff's and those for people outside: its moment and its cookies."""
