"""The three calls of SQS that `glimt redrive` makes: two are handed on to the emulator, and the third, StartMessageMoveTask,
which it does not know, is played here as AWS describes it."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Refused(Exception):
    pass


def queues(sqs):
    """Each queue's attributes, by its ARN, with its URL."""
    found = {}
    for url in sqs.list_queues().get("QueueUrls", []):
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        found[attributes["QueueArn"]] = attributes | {"url": url}
    return found


def move(sqs, body):
    """Moves every message that can be seen. Only out of a queue that is another's dead-letter queue."""
    known, source, to = queues(sqs), body["SourceArn"], body["DestinationArn"]
    policies = [json.loads(queue.get("RedrivePolicy", "{}")) for queue in known.values()]
    if source not in known or to not in known:
        raise Refused("ResourceNotFoundException")
    if all(policy.get("deadLetterTargetArn") != source for policy in policies):
        raise Refused("Source queue must be configured as a Dead Letter Queue.")
    while messages := sqs.receive_message(QueueUrl=known[source]["url"], MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.send_message(QueueUrl=known[to]["url"], MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=known[source]["url"], ReceiptHandle=message["ReceiptHandle"])
    return {"TaskHandle": "1"}


def serve(sqs):
    """Serves them on a port of its own; gives the URL, and the server to stop."""

    class Calls(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            try:
                match self.headers["x-amz-target"].removeprefix("AmazonSQS."):
                    case "ListQueues":
                        told = sqs.list_queues(**body)
                    case "GetQueueAttributes":
                        told = sqs.get_queue_attributes(**body)
                    case "StartMessageMoveTask":
                        told = move(sqs, body)
                    case other:
                        raise Refused(f"{other} is not played here")
                status = 200
                told.pop("ResponseMetadata", None)
            except Refused as refused:
                status, told = 400, {"__type": "com.amazonaws.sqs#Refused", "message": str(refused)}
            answer = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/x-amz-json-1.0")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Calls)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", server
