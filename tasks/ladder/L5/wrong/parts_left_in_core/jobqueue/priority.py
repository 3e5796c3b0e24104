"""What runs first: see core.py."""
