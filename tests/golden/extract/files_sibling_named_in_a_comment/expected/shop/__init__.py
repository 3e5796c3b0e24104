# shop/__init__.py
# cart.py: what is bought
from .cart import Cart
