"""What leaves the building: chases, messages, templates and letters, and their states."""
