"""
shop/cart.py
"""
class Cart:
    pass
