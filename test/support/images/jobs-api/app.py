"""A small Flask Jobs API for tests: a job posted here is put on a list in Redis, and read back with its result."""

import json
import os
import uuid

import redis
from flask import Flask, jsonify, request

queue = redis.Redis(os.environ["REDIS_IP"], int(os.environ["REDIS_PORT"]), int(os.environ["REDIS_DB"]))
app = Flask(__name__)


@app.post("/jobs")
def post_job():
    job = {"id": str(uuid.uuid4()), "status": "submitted", "numbers": request.get_json()["numbers"]}
    queue.set(f"job:{job['id']}", json.dumps(job))
    queue.rpush("jobs", job["id"])
    return jsonify(job), 201


@app.get("/jobs/<job_id>")
def get_job(job_id):
    job = queue.get(f"job:{job_id}")
    return jsonify(json.loads(job)) if job else ("no such job\n", 404)


app.run(host="0.0.0.0", port=5000)
