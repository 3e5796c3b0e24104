from .cart import Cart
from .price import total

__all__ = ["Cart", "total"]
