import json

import aiofiles


async def read_config(path):
    async with aiofiles.open(path, encoding="utf-8") as file:
        return json.loads(await file.read())
