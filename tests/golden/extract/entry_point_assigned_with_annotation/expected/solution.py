from typing import Callable

add_up: Callable = sum
