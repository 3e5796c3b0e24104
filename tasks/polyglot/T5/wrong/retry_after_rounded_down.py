# breaks: test_retry_after_is_the_time_until_one_is_allowed, test_four_hundred_generated_requests: Retry-After is rounded up
import math
from collections import defaultdict, deque

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class Window:
    """The times of the requests that were allowed lately."""

    def __init__(self, count, seconds):
        self.count = count
        self.seconds = seconds
        self.times = deque()

    def admit(self, now):
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        if len(self.times) >= self.count:
            return False
        self.times.append(now)
        return True

    def remaining(self):
        return self.count - len(self.times)

    def retry_after(self, now):
        return max(1, int(self.times[0] + self.seconds - now))


def create_app(limits, clock):
    app = FastAPI()
    windows = {path: defaultdict(lambda limit=limit: Window(*limit)) for path, limit in limits.items()}

    @app.middleware("http")
    async def limit_rate(request: Request, call_next):
        path = request.url.path
        if path not in windows:
            return await call_next(request)
        window = windows[path][request.client.host]
        now = clock()
        if window.admit(now):
            response = await call_next(request)
        else:
            response = JSONResponse({"detail": "too many requests"}, status_code=429)
            response.headers["Retry-After"] = str(window.retry_after(now))
        response.headers["X-RateLimit-Remaining"] = str(window.remaining())
        return response

    @app.get("/{path:path}")
    async def echo(path: str):
        return {"path": "/" + path}

    return app
