"""What lies under all the rest: events, files, settings, calendars and the machine's own rows."""
