"""How gunicorn serves the portal, everywhere: `gunicorn -c python:qa_portal.gunicorn qa_portal.wsgi`."""

import os

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn's heartbeat file
timeout = 60
graceful_timeout = 10
keepalive = 5
# Each worker is renewed after a while, not all at once, so that a slow leak stays small.
max_requests = 5000
max_requests_jitter = 500
# No access log: the portal writes its own line a request, without query strings.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
