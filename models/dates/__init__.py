"""Date rules. Dates in, dates out: no database, no clock, no settings."""
