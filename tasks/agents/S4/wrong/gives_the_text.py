# breaks: it returns what the JSON text says
import json

import aiofiles


async def read_config(path):
    async with aiofiles.open(path, encoding="utf-8") as file:
        return await file.read()
