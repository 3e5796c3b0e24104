add_up = lambda numbers: sum(numbers)
