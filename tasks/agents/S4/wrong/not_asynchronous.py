# breaks: it is a coroutine function
import json


def read_config(path):
    with open(path, encoding="utf-8") as file:
        return json.loads(file.read())
