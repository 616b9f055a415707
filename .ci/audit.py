"""Known holes of what is installed, told by the registries. A hole fails the check; advisories that cannot be read here
are told in one line, since a laptop without a line must be able to work."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

WEB = Path(__file__).parent.parent / "web"
PYTHON = [sys.executable, "-m", "pip_audit", "--local", "--skip-editable", "--format=json", "--progress-spinner=off"]
NODE = ["npm", "--prefix", str(WEB), "audit", "--omit=dev", "--json"]
PATIENCE_S = 120


def answer_of(command: list[str]) -> dict[str, Any]:
    """The tool's JSON, or nothing when it could not ask."""
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False).stdout
        answer: dict[str, Any] = json.loads(told)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError):
        return {}
    return answer


def holes_of_python(answer: dict[str, Any]) -> list[str]:
    """`{"dependencies": [{"name", "version", "vulns": [{"id", "fix_versions"}]}]}` as lines."""
    return [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'none'}"
        for package in answer.get("dependencies", [])
        for hole in package.get("vulns", [])
    ]


def holes_of_node(answer: dict[str, Any]) -> list[str]:
    """`{"vulnerabilities": {name: {"severity", "range"}}}` as lines."""
    return [f"{name} {hole['range']}: {hole['severity']}" for name, hole in answer.get("vulnerabilities", {}).items()]


def was_read(answer: dict[str, Any]) -> bool:
    packages = answer.get("dependencies", [])
    return "vulnerabilities" in answer or any("vulns" in package for package in packages)


def main() -> int:
    python, node = answer_of(PYTHON), answer_of(NODE)
    for name, answer in (("Python", python), ("npm", node)):
        print(f"{name} packages: {'audited' if was_read(answer) else 'advisories cannot be read here, not audited'}")
    holes = holes_of_python(python) + holes_of_node(node)
    print("\n".join(holes), end="\n" if holes else "")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
