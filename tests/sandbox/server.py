# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The threaded HTTP/1.1 server below every sandbox."""

import os
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .messages import DROPPED, Request

#: Seconds between two looks at "shall I stop?".
POLL_INTERVAL = 0.02


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "AccountingSandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        request = Request(self.command, self.path, self.headers, body)
        response = self.server.answer(request)
        if response is DROPPED:
            self._reset_connection()
        else:
            self._send(response)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve

    def _send(self, response):
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.content_type:
            self.send_header("Content-Type", response.content_type)
        if response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD" and response.status != 204:
            self.wfile.write(response.body)
        self.wfile.flush()

    def _reset_connection(self):
        """Close so that the caller sees a reset, not a proper end."""
        self.close_connection = True
        no_linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        os.close(self.connection.detach())

    def log_message(self, *arguments):
        """Silent: the call log is what people read."""


class SandboxServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host, port, answer):
        super().__init__((host, port), _Handler)
        self.answer = answer
        self._open_sockets = set()
        self._open_lock = threading.Lock()

    def start(self):
        threading.Thread(
            target=self.serve_forever, args=(POLL_INTERVAL,), daemon=True
        ).start()

    def stop(self):
        """Stop, and cut the connections that clients keep alive."""
        self.shutdown()
        self.server_close()
        with self._open_lock:
            sockets = list(self._open_sockets)
        for open_socket in sockets:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def process_request(self, request, client_address):
        with self._open_lock:
            self._open_sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self._open_lock:
            self._open_sockets.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """A caller that went away is no error of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)
