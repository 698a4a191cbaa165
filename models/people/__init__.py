"""Children and the people around them: who they are, where they live, how to reach them."""
