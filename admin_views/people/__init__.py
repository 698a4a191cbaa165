"""Children and the people around them."""
