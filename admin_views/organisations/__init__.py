"""Authorities, schools, agencies, and the officers who work here."""
