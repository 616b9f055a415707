"""Korgan as it stands on a server, from the very files of ops/: only addresses, folders and the place of Python are
other ones, and nginx listens without TLS too."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from korgan.environment import embedded_url
from korgan.machine import private
from korgan.machine.death import die_with_parent
from tests.e2e.stack import ROOMY, STARTS_IN_S, Stack, answers, clean_environment, free_port, until

ROOT = Path(__file__).parents[2]
OPS = ROOT / "ops"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SERVICES = ("web", "live", "worker")
LIVE_PORT, WEB_PORT = "8103", "8104"
PYTHON = "/opt/korgan/.venv/bin/python"
SNIPPETS = ("korgan-headers.conf", "korgan-proxy.conf")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
OURS = """[Service]
ExecStart={words}
WorkingDirectory=/
EnvironmentFile={folder}/environment
{more}
"""
ALWAYS = "Restart=always\nRestartSec=500ms\nTimeoutStopSec=15s"


class Split(Stack):
    def __init__(self, folder: Path, data: Path, database_url: str = "") -> None:
        """Without a database of somebody else's it runs one of its own."""
        super().__init__(data, {})
        self.has_own_database = not database_url
        self.database_url = database_url or embedded_url_of_new(data)
        self.folder, self.log = folder, folder / "systemd.log"
        self.ports = {"web": str(free_port()), "live": str(free_port())}
        folder.mkdir()
        (folder / "run").mkdir()
        self.write_environment()
        conf = rendered_site(folder, self.url.removeprefix("http://"), self.ports)
        self.units = [
            self.unit("migrate"),
            self.own_unit("demo", f"{sys.executable} -m korgan demo", "Type=oneshot"),
            *(self.unit(name) for name in SERVICES),
            self.own_unit("nginx", f"{NGINX} -e {folder}/nginx.log -c {conf} -g 'daemon off;'", ALWAYS),
        ]

    def write_environment(self) -> None:
        told = {
            "KORGAN_DATA": self.data,
            "KORGAN_DATABASE_URL": self.database_url,
            "KORGAN_SECRET_KEY": private.keep(self.data / "secret-key", 48),
            "PROMETHEUS_MULTIPROC_DIR": self.folder / "run",
            **ROOMY,
        }
        (self.folder / "environment").write_text("".join(f"{name}={value}\n" for name, value in told.items()))

    def unit(self, name: str) -> Path:
        return self.kept(name, rendered(OPS / f"systemd/korgan-{name}.service", {
            PYTHON: sys.executable,
            "WorkingDirectory=/opt/korgan": f"WorkingDirectory={ROOT}",
            "/etc/korgan/environment": f"{self.folder}/environment",
            "KORGAN_DATA=/var/lib/korgan": f"KORGAN_DATA={self.data}",
            "MULTIPROC_DIR=/run/korgan": f"MULTIPROC_DIR={self.folder}/run",
            **({f"--port {LIVE_PORT}": f"--port {self.ports['live']}"} if name == "live" else {}),
            **({f"--port {WEB_PORT}": f"--port {self.ports['web']}"} if name == "web" else {}),
        }))  # fmt: skip

    def own_unit(self, name: str, words: str, more: str) -> Path:
        return self.kept(name, OURS.format(words=words, folder=self.folder, more=more))

    def kept(self, name: str, text: str) -> Path:
        file = self.folder / f"{name}.service"
        file.write_text(text)
        return file

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.split.systemd", *self.postgres(), *map(str, self.units)],
                env=clean_environment(),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def postgres(self) -> list[str]:
        return ["--postgres", str(self.data)] if self.has_own_database else []


def embedded_url_of_new(data: Path) -> str:
    private.keep(data / "postgres-password")
    return embedded_url(data)


@contextmanager
def split(folder: Path, database_url: str = "") -> Iterator[Split]:
    """In a folder that everybody may enter, with the demo city in its database."""
    data = folder / "data"
    data.mkdir()
    stack = Split(folder / "ops", data, database_url)
    stack.start()
    try:
        until(lambda: answers(stack), STARTS_IN_S, f"no answer; see {stack.folder}")
        yield stack
    finally:
        stack.process.send_signal(signal.SIGTERM)
        stack.process.wait(60)


def rendered_site(folder: Path, address: str, ports: dict[str, str], tls: str = "") -> Path:
    """nginx's files with our addresses and folders, and TLS when we have a certificate; returns the main one."""
    site, conf = folder / "korgan.conf", folder / "nginx.conf"
    for name in SNIPPETS:
        shutil.copy(OPS / "nginx" / name, folder)
    site.write_text(rendered(OPS / "nginx/korgan.conf", {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2 backlog=2048;": f"listen {address} backlog=2048;\n{tls}",
        f"127.0.0.1:{LIVE_PORT};": f"127.0.0.1:{ports['live']};",
        f"127.0.0.1:{WEB_PORT};": f"127.0.0.1:{ports['web']};",
        "/var/cache/nginx/korgan": f"{folder}/cache",
        **{f"/etc/nginx/snippets/{name}": f"{folder}/{name}" for name in SNIPPETS},
    }))  # fmt: skip
    site.write_text(re.sub(r"ssl_certificate\w* /etc/.*", "", site.read_text()))
    own = "\n".join(f"    {name}_temp_path {folder}/{name};" for name in TEMPORARY)
    conf.write_text(rendered(OPS / "nginx/nginx.conf", {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx/error.log": f"{folder}/nginx.log",
        "/etc/nginx/sites-enabled/*;": f"{site};",
        "http {": f"http {{\n{own}",
    }))  # fmt: skip
    return conf


def certified(folder: Path, port: int) -> str:
    """nginx's lines for a door with TLS and a certificate that nobody believes."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = f"req -x509 -newkey rsa:2048 -nodes -subj /CN=korgan -keyout {key} -out {certificate}"
    subprocess.run(["openssl", *words.split()], check=True, capture_output=True)
    return f"listen 127.0.0.1:{port} ssl http2;\nssl_certificate_key {key};\nssl_certificate {certificate};"


def rendered(file: Path, other: dict[str, str]) -> str:
    """The file's text with each of these words, which must stand there, replaced."""
    text = file.read_text()
    for word, ours in other.items():
        assert word in text, f"{word} does not stand in {file}"
        text = text.replace(word, ours)
    return text
