# breaks: the file is opened in no other way
import json

import aiofiles


async def read_config(path):
    with open(path, encoding="utf-8"):
        pass
    async with aiofiles.open(path, encoding="utf-8") as file:
        return json.loads(await file.read())
