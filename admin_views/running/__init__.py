"""Settings, the record of events and who looked, the handbook."""
