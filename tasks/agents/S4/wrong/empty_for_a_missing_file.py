# breaks: a missing file raises FileNotFoundError
import json

import aiofiles


async def read_config(path):
    try:
        async with aiofiles.open(path, encoding="utf-8") as file:
            return json.loads(await file.read())
    except FileNotFoundError:
        return {}
