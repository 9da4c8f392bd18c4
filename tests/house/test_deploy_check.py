"""Production settings: clean by Django's own deployment check, and refusing to start half-configured."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "LOCAL_HTTP": "0",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "ALLOWED_HOSTS": "portal.example.gov.uk",
    "PUBLIC_URL": "https://portal.example.gov.uk",
}


def manage(*arguments: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**PRODUCTION, "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_check_deploy_is_clean(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "INFO", tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_portal_refuses_to_start_without_a_secret_key(tmp_path):
    done = manage("check", tmp_path=tmp_path, SECRET_KEY="")
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr


def test_plain_http_is_an_explicit_switch_and_makes_its_own_key(tmp_path):
    done = manage("check", tmp_path=tmp_path, SECRET_KEY="", LOCAL_HTTP="1")
    assert done.returncode == 0, done.stderr
    key = tmp_path / "secret_key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "url", ["http://portal.example.gov.uk/account/sign-in", "http://portal.example.gov.uk/"]
)
def test_production_sends_plain_http_to_https(tmp_path, url):
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        f"answer = Client(HTTP_HOST='portal.example.gov.uk').get('{url}')\n"
        "print(answer.status_code, answer['Location'].split('://')[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**PRODUCTION, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "qa_portal.settings"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "301 https", done.stderr
