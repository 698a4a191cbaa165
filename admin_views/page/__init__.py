"""What stands round every screen: styles, menu, the council's name, what was just done."""
