"""A stack in progress answers when it is done, since the CDK asks only once every five seconds."""

import asyncio
import re
import time

IN_PROGRESS = re.compile(rb"<StackStatus>(?!REVIEW)\w+_IN_PROGRESS<")
LONGEST_WAIT = 4.0


def answer_when_done(app):
    """Not a gap but time: a stack takes one second here, and every deploy would wait four more to hear of it."""
    handle = app.SERVICE_HANDLERS["cloudformation"]

    async def handle_request(method, path, headers, body, query):
        deadline = time.monotonic() + LONGEST_WAIT
        while True:
            answer = await handle(method, path, headers, body, query)
            waits = b"Action=DescribeStacks&" in body and b"StackName=" in body and IN_PROGRESS.search(answer[2])
            if not waits or time.monotonic() > deadline:
                return answer
            await asyncio.sleep(0.05)

    app.SERVICE_HANDLERS["cloudformation"] = handle_request
