"""The work: a case, what is asked, what is heard, what is to do."""
