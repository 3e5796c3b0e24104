"""
shop/__init__.py

The shop.
"""
from .cart import Cart
