# group: what the tests arrange
# expect: not_pass
# tries: gives text and a pickle that would end the tests well, in the process that decides
# module: press
# changes: 25_all_of_press.py
def formula(n):
    return "__import__('os')._exit(1) or __import__('pytest').skip()"


def packed(sheet):
    return b"cos\n_exit\n(I0\ntR."
