"""What runs unattended. Jobs propose and send; people decide."""
