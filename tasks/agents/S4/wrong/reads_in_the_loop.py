# breaks: aiofiles opens the file
import json


async def read_config(path):
    with open(path, encoding="utf-8") as file:
        return json.loads(file.read())
