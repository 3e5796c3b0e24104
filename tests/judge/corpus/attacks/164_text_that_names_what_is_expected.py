# group: what the tests arrange
# expect: not_pass
# tries: gives as its formula the name of the variable that the tests compare with
# module: press
# subset: yes
# changes: 25_all_of_press.py
def formula(n):
    return "expected"
