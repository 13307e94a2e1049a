"""What stands for AWS on this machine: an emulator that runs the deployed functions' own programs, and the SES of `glimt dev`,
which keeps each mail whole. Both are stopped with whatever they have started."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import boto3

REGION = "eu-north-1"
FUNCTIONS = ["trigger", "send", "collect", "feedback", "alert", "aggregate", "export"]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until(seconds, what, found):
    """Waits until `found` gives something; gives it."""
    end = time.monotonic() + seconds
    while True:
        if value := found():
            return value
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.5)


class Cloud:
    def __init__(self, out: Path, glimt: Path):
        self.out, self.glimt_program = out, glimt
        self.started = []
        self.ahead = 0
        self.base = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GLIMT_"))}
        self.base |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}
        self.base |= {"AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0", "RUST_BACKTRACE": "0"}

    # ---- What is started and stopped ----

    def start(self, name, command, environment):
        with open(self.out / f"{name}.log", "w") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True
            )
        self.started.append(process)
        return process

    def stop(self):
        for process in reversed(self.started):
            for how, patience in [(signal.SIGTERM, 10), (signal.SIGKILL, 5)]:
                try:
                    os.killpg(process.pid, how)
                    process.wait(patience)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue

    def left(self):
        """The groups of what was started that are still there."""
        groups = {str(process.pid) for process in self.started}
        told = subprocess.run(["ps", "-eo", "pgid=,args="], capture_output=True, text=True).stdout
        return [line for line in told.splitlines() if line.split()[0] in groups]

    def begin(self):
        # `glimt dev` alone knows its ports; only its mail is used.
        port = free_port()
        self.dev = f"http://127.0.0.1:{port}"
        self.start("dev", [self.glimt_program, "dev", "--empty", "--port", str(port)], self.base)
        about = until(30, "glimt dev", lambda: self.get_json(f"{self.dev}/dev.json"))
        ses = about["endpoints"]["AWS_ENDPOINT_URL_SESV2"]
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        emulator = self.base | {
            # The functions inherit all of it. AUTH holds every call against the role of the function that makes it.
            "AUTH": "true",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ENDPOINT_URL_SESV2": ses,
            # Without it, on this machine, no function's clock may be ahead.
            "AWS_ENDPOINT_URL_DYNAMODB": self.url,
            "AWS_ALLOW_HTTP": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "IOT_MTLS_ENABLED": "false",
            "LAMBDA_EXECUTOR": "local",
            "MINISTACK_REGION": REGION,
            "TMPDIR": str(self.out),
        }
        self.start("emulator", [self.out / "cloud/bin/ministack"], emulator)
        until(60, "the emulator", lambda: self.get_json(f"{self.url}/_ministack/health"))
        self.base |= {"AWS_ENDPOINT_URL": self.url, "AWS_ENDPOINT_URL_DYNAMODB": self.url}

    @staticmethod
    def get_json(url):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return None

    # ---- AWS ----

    def client(self, service, key="test", secret="test", token=None):
        """As the account's owner, or as whoever has these keys."""
        more = {"aws_access_key_id": key, "aws_secret_access_key": secret, "aws_session_token": token}
        return boto3.client(service, endpoint_url=self.url, region_name=REGION, **more)

    def outputs(self):
        stack = self.client("cloudformation").describe_stacks(StackName="glimt")["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def resource(self, name):
        told = self.client("cloudformation").describe_stack_resource(StackName="glimt", LogicalResourceId=name)
        return told["StackResourceDetail"]["PhysicalResourceId"]

    def run(self, *command, **more):
        """Runs a command; gives its exit code and all that it said."""
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, env=self.base | more, timeout=600
        )
        return done.returncode, done.stdout + done.stderr

    def glimt(self, *arguments, **more):
        """The operator's command, with the clock of the functions."""
        ahead = {"GLIMT_CLOCK_AHEAD": f"{self.ahead}s"} if self.ahead else {}
        return self.run(self.glimt_program, *arguments, **(ahead | more))

    # ---- The functions ----

    def set(self, function, **variables):
        """Changes a function's environment, as an operator would."""
        functions, name = self.client("lambda"), f"glimt-{function}"
        now = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": now | variables})

    def at(self, moment):
        """Moves the clocks of all functions forward, to a moment in seconds since 1970."""
        self.ahead = int(moment - time.time()) + 1
        for function in FUNCTIONS:
            self.set(function, GLIMT_CLOCK_AHEAD=f"{self.ahead}s")

    def now(self):
        return time.time() + self.ahead

    def scheduled(self, schedule):
        """Invokes a schedule's target with the schedule's own input; gives what it answers."""
        target = self.client("scheduler").get_schedule(Name=f"glimt-{schedule}")["Target"]
        told = self.client("lambda").invoke(FunctionName=target["Arn"], Payload=target["Input"])
        answer = json.load(told["Payload"])
        assert "FunctionError" not in told, answer
        return answer

    def logged(self, function):
        """What a function has logged."""
        group = self.resource(f"{function.capitalize()}Logs")
        lines = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        return [event["message"] for page in lines for event in page["events"]]

    # ---- Who is on the outside ----

    def http(self, method, path, headers=(), body=None, raw=False):
        """A request to the deployed API; gives status, headers and text, or bytes if they are wanted raw."""
        api = re.match("https://([^.]+)", self.outputs()["PublicUrl"])[1]
        port = int(self.url.rsplit(":", 1)[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        host = {"host": f"{api}.execute-api.localhost:{port}", "user-agent": "Mozilla/5.0 (X11; Linux x86_64)"}
        connection.request(method, path, body, host | dict(headers))
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, dict(answer.getheaders()), content if raw else content.decode()

    def mails(self, to=None):
        """What SES has taken, newest first."""
        found = self.get_json(f"{self.dev}/inbox.json")
        return [mail for mail in found if to is None or to in mail["to"]]
