"""Contestants of the benchmark and their start commands."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import wire

NGINX = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_buffer_size 256k; client_body_temp_path {folder};
  proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  keepalive_requests 1000000;
  upstream bench {{ server 127.0.0.1:{upstream}; keepalive 128; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port};
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    location / {{ proxy_pass http://bench; }}
  }}
}}
"""
DRAGOMAN = """\
listen: 127.0.0.1:{port}
default: bench
profiles:
  bench:
    provider: {provider}
    protocol: {protocol}
    api_key: sk-bench
    base_url: http://127.0.0.1:{upstream}{root}
observe: {observe}
"""


@dataclass(frozen=True)
class Contestant:
    """`start` writes the configuration into a folder and returns the command; `absent` is the reason for a skip."""

    title: str
    start: Callable[[Path, int, int], list[str]]
    absent: str = ""
    reference: bool = False  # baseline of the ratios
    judged: bool = False  # the contestant with targets
    front: wire.Front = wire.MESSAGES  # the protocol of its clients


def nginx(folder: Path, port: int, upstream: int) -> list[str]:
    conf = folder / "nginx.conf"
    conf.write_text(NGINX.format(folder=folder, port=port, upstream=upstream))
    return [_nginx() or "nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(conf)]


def relay(folder: Path, port: int, upstream: int) -> list[str]:
    return [sys.executable, "-m", "bench.relay", str(port), str(upstream)]


def dragoman(provider: str, protocol: str, root: str, observe: str = "true") -> Callable[[Path, int, int], list[str]]:
    def start(folder: Path, port: int, upstream: int) -> list[str]:
        conf = folder / f"{provider}.yaml"
        values = {"provider": provider, "protocol": protocol, "root": root, "observe": observe}
        conf.write_text(DRAGOMAN.format(**values, port=port, upstream=upstream))
        return [str(_dragoman()), "serve", "--config", str(conf), "--port", str(port), "--log-level", "warning"]

    return start


def _nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def _dragoman() -> Path:
    return Path(sys.executable).with_name("dragoman")


def all_contestants() -> list[Contestant]:
    found = _nginx()
    version = ""
    if found:
        shown = subprocess.run([found, "-v"], capture_output=True, text=True, check=False).stderr
        version = "".join(re.findall(r"/([\d.]+)", shown)[:1])
    no_nginx = "" if found else "not installed, so there are no ratios: apt-get install nginx"
    no_script = "" if _dragoman().exists() else "not installed: make .venv"
    messages, chat = ("anthropic", "anthropic_messages", ""), ("openai", "openai_chat", "/v1")
    gemini = dragoman("gemini", "gemini", "/v1beta")
    return [
        Contestant(f"nginx {version}".strip(), nginx, no_nginx, reference=True),
        Contestant("plain relay", relay),
        Contestant("dragoman, passing through", dragoman(*messages), no_script),
        Contestant("dragoman, translating", dragoman(*chat), no_script, judged=True),
        Contestant("dragoman, Messages clients", gemini, no_script),
        Contestant("dragoman, Chat clients", gemini, no_script, front=wire.CHAT),
        Contestant("dragoman, Responses clients", gemini, no_script, front=wire.RESPONSES),
        Contestant("dragoman, passing through, observe: false", dragoman(*messages, "false"), no_script),
        Contestant("dragoman, translating, observe: false", dragoman(*chat, "false"), no_script),
    ]
