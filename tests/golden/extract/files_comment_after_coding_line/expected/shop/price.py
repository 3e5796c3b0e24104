# -*- coding: utf-8 -*-
# shop/price.py
def total(items):
    return sum(price for _, price in items)
