class Discount:
    percent = 5
