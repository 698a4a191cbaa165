"""What leaves the building: letters, emails, and the care that goes before them."""
