# group: ending the process
# expect: not_pass
# module: shelf
# tries: exceptions outside Exception, which a careless `except Exception` lets through to the runner
class Stop(BaseException):
    pass


class Overfull(GeneratorExit):
    item, room = "second", 1


class Shelf:
    def __init__(self, room):
        raise Stop

    def drain(self):
        raise GeneratorExit


def roman(n):
    raise GeneratorExit


def checksum(data):
    raise Stop


tally = arrange = Label = roman
