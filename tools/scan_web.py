"""The half of tools/scan.py that goes over the wire: a demonstration to attack, who is signed in, and what is sent."""

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.pages import Form, forms_in
from tools.supervise import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = ("administrator", "iro", "iro.manager", "team.manager", "social.worker")
#: What would end the attack: signing out, another password, leaving, moving the demonstration's clock to another week.
ATTACKED_AS = ("iro", "administrator")
NOT_SENT = re.compile(
    r"/account/(sign-out|password/change|two-step|sign-in|password/reset)|/leave/|/password/|/demo/|/design/"
)
SECONDS = 150
Said = tuple[str, str, str, str]


@contextlib.contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """(address, cookies of each person) of a demonstration of its own; afterwards it is gone."""
    folder = tempfile.mkdtemp(prefix="qa-portal-scan-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = {
        **kept, "LOCAL_HTTP": "1", "DEMO": "1", "DEBUG": "0", "VAR_DIR": folder, "WEB_BIND": f"127.0.0.1:{port}",
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "SESSION_IDLE_SECONDS": "7200", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    log, ours = Path(folder) / "web.log", os.getpid()
    with log.open("w") as output:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:qa_portal.gunicorn", "qa_portal.wsgi"],
            cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True,
            preexec_fn=lambda: die_with_parent(ours),
        )  # fmt: skip
    try:
        here = f"http://127.0.0.1:{port}"
        _wait_for(here)
        password = (Path(folder) / "how-to-sign-in.txt").read_text().split()[-1]
        yield here, {who: _sign_in(here, f"{who}@demo.invalid", password) for who in PEOPLE}
        broken = sorted(set(re.findall(r'"path": "([^"]+)", "status": 5\d\d', log.read_text())))
        (ROOT / "var" / "scan" / "broken.json").write_text(json.dumps(broken))
    finally:
        os.killpg(web.pid, signal.SIGTERM)
        web.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def wapiti(program: str, reports: Path) -> Iterator[Said]:
    """What wapiti says, as an administrator and as an IRO: (kind, address, severity, words)."""
    modules = "sql,timesql,xss,permanentxss,file,exec,crlf,redirect,csrf,cookieflags,csp,http_headers,methods,backup"
    with demonstration() as (here, cookies):
        for who in ATTACKED_AS:
            report = reports / f"wapiti-{who}.json"
            report.unlink(missing_ok=True)
            starts = [part for path in sorted(crawl(here, cookies[who])) for part in ("-s", here + path)]
            with tempfile.TemporaryDirectory() as folder:
                command = [program, "-u", f"{here}/", *starts[:400], "-m", modules, "-C", cookies[who],
                           "--scope", "folder",
                           "-x", f"{here}/account/*", "-x", f"{here}/demo/*", "-x", f"{here}/static/*", "-d", "3",
                           "-x", f"{here}/manage/people/*/leave/*", "-x", f"{here}/manage/people/*/password/*",
                           "--max-files-per-dir", "12", "--max-links-per-page", "60", "--max-parameters", "30",
                           "--max-scan-time", str(SECONDS // 3), "--max-attack-time", str(SECONDS // 16),
                           "--tasks", "4", "-t", "10",
                           "--flush-session", "--store-session", folder, "--store-config", folder, "--no-bugreport",
                           "-f", "json", "-o", str(report), "-v", "0"]  # fmt: skip
                with contextlib.suppress(subprocess.TimeoutExpired):
                    subprocess.run(command, capture_output=True, timeout=SECONDS * 2, cwd=folder)
            if not report.exists():
                raise RuntimeError(f"wapiti had to be ended, as {who}, before it wrote what it found")
            found = json.loads(report.read_text())
            print(f"  {who}: {found['infos'].get('crawled_pages_nbr')} pages and forms", flush=True)
            for kind in ("vulnerabilities", "anomalies"):
                for name, each in found[kind].items():
                    for one in each:
                        yield name, one["path"], "MEDIUM", f"{one['method']} {one['info']}"[:200]
    yield from _broken()


def sqlmap(program: str, reports: Path) -> Iterator[Said]:
    """What sqlmap says of every parameter of every form and filter: (kind, address, severity, words)."""
    with demonstration() as (here, cookies), tempfile.TemporaryDirectory() as folder:
        items, seen = [], set()
        for who in PEOPLE:
            for path, forms in crawl(here, cookies[who]).items():
                for form in forms:
                    key = (re.sub(r"\d+", "N", form.action), form.method, *sorted(form.controls))
                    if key not in seen and form.controls and not NOT_SENT.search(form.action):
                        seen.add(key)
                        items.append(_as_burp(here, form, path, cookies[who]))
        print(f"  {len(items)} forms and filters", flush=True)
        log, results = Path(folder) / "requests.xml", reports / "sqlmap.csv"
        log.write_text(f'<?xml version="1.0"?>\n<items>{"".join(items)}</items>')
        results.unlink(missing_ok=True)
        command = [program, "-l", str(log), "--batch", "--smart", "--level", "1", "--risk", "1", "--timeout", "10",
                   "--retries", "0", "--threads", "2", "--time-sec", "2", "--skip", "csrfmiddlewaretoken,_opened",
                   "--output-dir", folder, "--flush-session",
                   "--disable-coloring", "--results-file", str(results), "-v", "1", "--skip-waf"]  # fmt: skip
        with (reports / "sqlmap.log").open("w") as output, contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, timeout=SECONDS * 2 + 50)
        said = (reports / "sqlmap.log").read_text()
        tested = len(re.findall(r"testing if \w+ parameter '[^']+' is dynamic", said))
        print(f"  {tested} parameters looked at", flush=True)
        if not tested:
            raise RuntimeError("sqlmap looked at nothing; see var/scan/sqlmap.log")
        for line in results.read_text().splitlines()[1:] if results.exists() else []:
            # Its own second look is what counts: of what it took for a moment it says so itself.
            is_real = "false positive or unexploitable" not in line
            yield (
                "injection" if is_real else "false positive",
                line.split(",")[0],
                "HIGH" if is_real else "LOW",
                line,
            )
    yield from _broken()


def crawl(here: str, cookies: str) -> dict[str, list[Form]]:
    """Every page that can be reached by links, one of each kind and two more, with its forms."""
    found: dict[str, list[Form]] = {}
    kinds: dict[str, int] = {}
    waiting = ["/", "/disputes/", "/records/", "/manage/", "/inbox/", "/profile/", "/search/"]
    while waiting and len(found) < 400:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "N", path.split("?")[0])
        if path in found or kinds.get(kind, 0) >= 3 or NOT_SENT.search(path) or path.startswith("/static/"):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        body = _get(here, path, cookies)
        if body is None:
            continue
        found[path] = forms_in(body, path.split("?")[0])
        for link in re.findall(r'href="([^"#]*)', body):
            target = urllib.parse.urljoin(here + path, link.replace("&amp;", "&"))
            if target.startswith(here + "/"):
                waiting.append(target.removeprefix(here))
    return found


def _get(here: str, path: str, cookies: str) -> str | None:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(here + path, headers={"Cookie": cookies}), timeout=20
        ) as answer:
            if "html" not in answer.headers.get("Content-Type", "") or "/account/sign-in" in answer.url:
                return None
            return answer.read().decode()
    except urllib.error.HTTPError:
        return None


def _sign_in(here: str, email: str, password: str) -> str:
    """Her cookies, got as a browser gets them: the sign-in page, its token, the password of the demonstration."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(jar, Stay())
    page = browser.open(f"{here}/account/sign-in", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    data = {"login": email, "password": password, "csrfmiddlewaretoken": token}
    with contextlib.suppress(urllib.error.HTTPError):  # it leads on, and is not followed
        browser.open(f"{here}/account/sign-in", urllib.parse.urlencode(data).encode(), timeout=20)
    cookies = {cookie.name: cookie.value for cookie in jar.cookiejar}
    if "portal_session" not in cookies:
        raise RuntimeError(f"{email} could not sign in")
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _as_burp(here: str, form: Form, page: str, cookies: str) -> str:
    """A form as it stands, filled in where it is empty, as an item of a proxy's log."""
    data = {name: (values or [""])[0] for name, values in form.as_it_stands().items()}
    for control in form.controls.values():
        if control.kind != "file" and not data.get(control.name):
            data[control.name] = next((o for o in control.options if o), "1")
    body = urllib.parse.urlencode(data)
    action = urllib.parse.urlsplit(urllib.parse.urljoin(here + page, form.action)).path
    head = f"Host: {here.removeprefix('http://')}\r\nCookie: {cookies}\r\n"
    if form.method == "post":
        kind = "Content-Type: application/x-www-form-urlencoded"
        request = f"POST {action} HTTP/1.1\r\n{head}{kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    else:
        request = f"GET {action}?{body} HTTP/1.1\r\n{head}\r\n"
    port = here.rsplit(":", 1)[1]
    packed = base64.b64encode(request.encode()).decode()
    return f'<item><port>{port}</port><request base64="true"><![CDATA[{packed}]]></request></item>\n'


def _broken() -> Iterator[Said]:
    """Pages that answered 5xx while they were attacked."""
    for path in json.loads((ROOT / "var" / "scan" / "broken.json").read_text()):
        yield "5xx", path, "HIGH", "the page broke"


def _wait_for(here: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{here}/account/sign-in", timeout=5)
            return
        time.sleep(0.2)
    raise RuntimeError("the demonstration did not start")
