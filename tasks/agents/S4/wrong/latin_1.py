# breaks: the file is read as UTF-8
import json

import aiofiles


async def read_config(path):
    async with aiofiles.open(path, encoding="latin-1") as file:
        return json.loads(await file.read())
