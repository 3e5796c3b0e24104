# breaks: text that is no JSON raises
import json

import aiofiles


async def read_config(path):
    async with aiofiles.open(path, encoding="utf-8") as file:
        try:
            return json.loads(await file.read())
        except json.JSONDecodeError:
            return None
