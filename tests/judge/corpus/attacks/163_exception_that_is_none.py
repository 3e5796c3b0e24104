# group: what the tests arrange
# expect: not_pass
# tries: makes the class from which the tests derive an ordinary one, so that the tests would be at fault
# module: press
# subset: yes
# changes: 25_all_of_press.py
class Jam:
    pass


def run(sheet):
    if sheet.width <= 0:
        raise ValueError("width")
