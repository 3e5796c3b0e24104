# breaks: aiofiles opens the file
import asyncio
import json
from pathlib import Path


async def read_config(path):
    return json.loads(await asyncio.to_thread(Path(path).read_text, encoding="utf-8"))
