"""The worker of the Jobs API for tests: takes jobs off the list in Redis and writes their results back."""

import json
import os
import signal
import socket
import sys
import time

import redis

queue = redis.Redis(os.environ["REDIS_IP"], int(os.environ["REDIS_PORT"]), int(os.environ["REDIS_DB"]))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

while True:
    try:
        taken = queue.blpop("jobs", timeout=1)
        if taken is None:
            continue
        key = f"job:{taken[1].decode()}"
        job = json.loads(queue.get(key))
        job.update(status="finished", result=sum(job["numbers"]), worker=socket.gethostname())
        queue.set(key, json.dumps(job))
        print("finished", job["id"], flush=True)
    except redis.RedisError as error:
        print("waiting for Redis:", error, flush=True)
        time.sleep(0.5)
