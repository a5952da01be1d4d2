"""What .ci/step makes of the words of tools that fail."""

import pytest

SCRIPT = ("bash", ".ci/step")
NPM_OFFLINE = "npm error code EAI_AGAIN\nnpm error request to https://registry failed"
UV_OFFLINE = "error: Request failed\n  Caused by: dns error\n  Caused by: failed to lookup address"
UV_TLS = "error: invalid peer certificate: UnknownIssuer"
UV_HASH = "error: Hash mismatch for `flask==3.1.3`"
VENV_MISSING = (
    "The virtual environment was not created successfully because ensurepip is not\navailable."
)
NO_WHEEL = "hint: no wheels with a matching platform tag (e.g., `manylinux_2_36_riscv64`)"
NODE_OLD = "npm WARN EBADENGINE Unsupported engine { required: { node: '>=18' } }"


@pytest.mark.parametrize(
    ("step", "words", "code", "why", "mend"),
    [
        ("npm", NPM_OFFLINE, 1, "cannot be reached", "npm config set registry"),
        ("npm", "npm error EINTEGRITY sha512-x", 1, "pinned hash", "npm cache clean --force"),
        ("npm", NODE_OLD, 1, "Node.js is too old", "apt-get install -y nodejs npm"),
        ("npm", "npm error code EACCES", 243, "may not write", "-exec chown -h"),
        ("npm", "npm error ENOSPC: write", 1, "the disk is full", "df -h"),
        ("npm", "npm: command not found", 127, "not there", "apt-get install -y nodejs npm"),
        ("uv", "ERROR: No matching distribution found for uv", 1, "has not", "PIP_INDEX_URL="),
        ("python", UV_OFFLINE, 2, "cannot be reached", "PIP_INDEX_URL=https://MIRROR/simple"),
        ("python", UV_TLS, 2, "certificate", "SSL_CERT_FILE="),
        ("python", UV_HASH, 1, "pinned hash", "uv cache clean"),
        ("python", NO_WHEEL, 1, "no ready-made packages", "PYTHON="),
        ("python", "Killed", 137, "lack of memory", "free -m"),
        ("venv", VENV_MISSING, 1, "no module venv", "apt-get install -y python3-venv"),
        ("vendor", "OSError: [Errno 30] Read-only file system: 'x'", 1, "read-only", "cp -r ."),
        ("translations", "", 1, "did not say why", "git checkout -- app/translations"),
        ("compile", "*** Error compiling 'x.py'...", 1, "lines above", "__pycache__"),
        ("mark", "touch: cannot touch 'x': Permission denied", 1, "may not write", "chown"),
    ],
)
def test_a_failure_names_the_step_the_cause_and_the_mend(
    machine, step, words, code, why, mend
) -> None:
    machine.stub("tool")
    told = {"WORDS": words, "CODE": str(code), "SHEQU_GOAL": "test"}
    done = machine.run(*SCRIPT, step, "tool", FAIL="tool", **told)
    assert done.returncode == 1
    assert words in done.stderr
    zh, en = (
        line for line in done.stderr.splitlines() if line.startswith(("设置未完成", "Set-up"))
    )
    assert f"退出码 {code}" in zh
    assert f"(exit code {code})" in en
    assert why in en
    command = next(line for line in done.stderr.splitlines() if line.startswith("    "))
    assert mend in command
    assert "make test" in command


def test_success_passes_on_what_was_said(machine) -> None:
    machine.stub("tool", "echo a warning >&2")
    done = machine.run(*SCRIPT, "npm", "tool", "ci", "two words")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "==> 安装前端包（npm） / installing the front-end packages (npm)",
        "a warning",
    ]
    assert machine.calls == "tool ci two words\n"


def test_uv_asks_where_pip_was_told_to(machine) -> None:
    machine.stub("tool", 'echo "index: $UV_DEFAULT_INDEX"')
    mirror = "https://mirror.example/simple"
    assert (
        f"index: {mirror}\n" in machine.run(*SCRIPT, "python", "tool", PIP_INDEX_URL=mirror).stderr
    )


def test_an_unknown_step_is_refused(machine) -> None:
    done = machine.run(*SCRIPT)
    assert done.returncode == 2
    assert "usage" in done.stderr
