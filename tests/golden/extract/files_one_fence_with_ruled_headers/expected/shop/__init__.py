# ---- shop/__init__.py ----
from .cart import Cart
from .price import total

__all__ = ["Cart", "total"]
