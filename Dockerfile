# syntax=docker/dockerfile:1
# The portal's image: one for web, worker, beat and the one-shot preparation. Runs as nobody in particular (uid 10001),
# with a read-only file system; what it writes goes to VAR_DIR, a volume.

FROM node:22-bookworm-slim AS front-end
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
COPY tools/build_frontend tools/bundle.mjs tools/
COPY static/src static/src
COPY static/portal static/portal
RUN tools/build_frontend

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/portal
COPY requirements.txt .
RUN /opt/portal/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 700 /var/lib/portal
COPY --from=packages /opt/portal /opt/portal
WORKDIR /portal
COPY . .
COPY --from=front-end /portal/static/build static/build
ENV PATH=/opt/portal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=qa_portal.settings \
    VAR_DIR=/var/lib/portal \
    XDG_CACHE_HOME=/tmp \
    WEB_BIND=0.0.0.0:8000
RUN LOCAL_HTTP=1 VAR_DIR=/tmp/build python manage.py collectstatic --noinput -v 0 && rm -rf /tmp/build
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["gunicorn", "--config=python:qa_portal.gunicorn", "qa_portal.wsgi"]
