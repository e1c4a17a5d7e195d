"""Make the environment of a fresh machine, then hand over to it. Standard library only.

Each step looks whether its work is done already, by a stamp made from what it was made of, so that a warm
start costs milliseconds. A linked .venv or static/vendor belongs to someone else and is left alone.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / ".run"
LOG = RUN / "install.log"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
VENDOR = ROOT / "static" / "vendor"
LOWEST_PYTHON = (3, 11)
NEEDED_MEGABYTES = 2500

PLATFORM_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "gettext")  # WeasyPrint; catalogues
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk", "libatomic1")  # the tests look at pages as people do; playwright
FONT = "@expo-google-fonts/noto-serif-sc"
FRONTEND = {  # from node_modules to static/vendor, and nothing else of it
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "echarts-license.txt",
    f"{FONT}/400Regular/NotoSerifSC_400Regular.ttf": "fonts/NotoSerifSC-Regular.ttf",
    f"{FONT}/700Bold/NotoSerifSC_700Bold.ttf": "fonts/NotoSerifSC-Bold.ttf",
    f"{FONT}/LICENSE_FONT": "fonts/license.txt",
}
WITH_THE_WHOLE_HOUSE = {
    "demo",
    "install",
    "test",
    "lint",
    "bench",
    "fuzz",
    "faults",
}  # draws, translates
CAUSES = {  # what a tool says when it fails → one sentence
    "磁盘已满：请腾出空间后再运行同一命令。": ("no space left", "enospc"),
    "没有权限：请检查项目文件夹的属主，并用 root 或能使用 sudo 的用户运行。": (
        *("permission denied", "eacces", "are you root", "a password is required", "not in the sudoers"),
    ),
    "网络不通：请检查网络和软件源设置后再运行同一命令。": (
        *("could not resolve", "temporary failure", "failed to fetch", "connection refused", "unreachable"),
        *("dns error", "enotfound", "eai_again", "etimedout", "econnre", "error sending request", "timed out"),
        *("newconnectionerror", "unable to locate package", "no matching distribution"),
    ),
}


class InstallError(Exception):
    """One sentence for the person at the keyboard."""


def main(arguments: list[str]) -> None:
    """Make what the command needs, then become the environment's Python. Never returns."""
    command = arguments[1] if arguments[1:] else "help"
    try:
        prepare(command)
    except InstallError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("已中断；再次运行同一命令会从中断处继续。")
    except OSError as error:
        sys.exit(f"文件夹不能使用：{error.filename or ROOT}（{error.strerror}）。请检查读写权限和磁盘空间。")
    if command == "install":
        sys.exit(0)
    os.execve(PYTHON, [str(PYTHON), "-m", "config.door", *arguments[1:]], _surroundings(dict(os.environ)))  # noqa: S606


def _surroundings(told: dict[str, str]) -> dict[str, str]:
    """What all processes of a command inherit.

    Whoever forbids Python to write beside the code finds what it compiled in .run: compiling the whole programme anew
    costs each process five seconds.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), told.get("PYTHONPATH")]))
    if told.pop("PYTHONDONTWRITEBYTECODE", ""):
        told.setdefault("PYTHONPYCACHEPREFIX", str(RUN / "bytecode"))
    return told | {"PYTHONPATH": path}


def prepare(command: str) -> None:
    """Everything for commands that set the whole house to work; others only need the environment."""
    if VENV.is_symlink() and not PYTHON.exists():
        raise InstallError(f"{VENV} 是一个失效的链接：请删除它，再运行同一命令。")
    if sys.version_info < LOWEST_PYTHON:
        raise InstallError(f"需要 Python 3.11 或更高版本，当前是 {sys.version.split()[0]}：请用 python3.11 运行。")
    if command not in WITH_THE_WHOLE_HOUSE:
        if not _environment_is_current():
            with _one_at_a_time():
                make_environment()
        return
    with _one_at_a_time():
        make_system_packages(PLATFORM_PACKAGES + (BROWSER_PACKAGES if command == "test" else ()))
        make_environment()
        make_frontend()
        make_catalogues()


def make_system_packages(wanted: tuple[str, ...]) -> None:
    """Debian packages that are missing, by apt, as root or through sudo."""
    if importlib.util.find_spec("ensurepip") is None:
        wanted = ("python3-venv", *wanted)
    missing = _missing_packages(wanted)
    if not missing:
        return
    _room_for_it()
    apt = [*_as_root(missing), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    with step(f"安装系统软件包：{'、'.join(missing)}"):
        _do([*apt, "update"])
        _do([*apt, "install", "-y", "--no-install-recommends", *missing])


def _missing_packages(wanted: tuple[str, ...]) -> list[str]:
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return []  # not a Debian: its own packages are the reader's business, README names them
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]
    told = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    return [name for name in wanted if f"{name} installed" not in told]


def _as_root(missing: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return []
    by_hand = f"apt-get install {' '.join(missing)}"
    if not shutil.which("sudo"):
        raise InstallError(f"缺少系统软件包，而当前用户没有 sudo：请管理员执行 {by_hand} 后再运行同一命令。")
    asks = [] if sys.stdin.isatty() else ["-n"]
    if subprocess.run(["sudo", *asks, "true"], check=False, stderr=subprocess.DEVNULL).returncode:
        raise InstallError(f"缺少系统软件包，而当前用户不能使用 sudo：请管理员执行 {by_hand} 后再运行同一命令。")
    return ["sudo", *asks]


def make_environment() -> None:
    """.venv with exactly the packages of requirements.lock, checked by their hashes."""
    if _environment_is_current():
        return
    _room_for_it()
    if not _has(VENV / "made-for", _machine()):
        with step("建立 Python 虚拟环境"):
            _do([sys.executable, "-m", "venv", "--clear", str(VENV)])
            (VENV / "made-for").write_text(_machine())
    with step("安装 Python 依赖（按锁定的哈希核对）"):
        _install_uv()
        _do([str(VENV / "bin" / "uv"), "pip", "sync", "--require-hashes", "--link-mode=copy", str(LOCK)])
        (VENV / "made-of").write_text(_hash(LOCK.read_bytes()))


def _environment_is_current() -> bool:
    if VENV.is_symlink():
        return True
    return _has(VENV / "made-for", _machine()) and _has(VENV / "made-of", _hash(LOCK.read_bytes()))


def _machine() -> str:
    """What a virtual environment cannot survive: another Python, another place."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {VENV}"


def _install_uv() -> None:
    """The installer itself, by the hashes of the same lock."""
    if (VENV / "bin" / "uv").exists():
        return
    alone = RUN / "uv.lock"
    block = LOCK.read_text().split("\nuv==", 1)[1].split("\n")
    end = next(number for number, line in enumerate(block) if not line.endswith("\\"))
    alone.write_text("uv==" + "\n".join(block[: end + 1]))
    _do([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(alone)])


def make_frontend() -> None:
    """The allow-listed files of the locked npm packages; install scripts never run."""
    made_of = _hash((ROOT / "package-lock.json").read_bytes() + repr(sorted(FRONTEND.items())).encode())
    if VENDOR.is_symlink() or _has(VENDOR / "made-of", made_of):
        return
    with step("安装前端文件和字体"):
        path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        _do([str(VENV / "bin" / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], PATH=path)
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, target in FRONTEND.items():
            (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / "node_modules" / source, VENDOR / target)
        (VENDOR / "made-of").write_text(made_of)


def make_catalogues() -> None:
    """Translations, compiled when their source is newer."""
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            _do(["msgfmt", "--check-format", "-o", str(compiled), str(source)])


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"· {what} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - began:.0f} 秒", flush=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands started together install once."""
    RUN.mkdir(mode=0o700, exist_ok=True)
    with (RUN / "install.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _do(command: list[str], **environment: str) -> None:
    """Run a tool; its words go to the log, and a failure becomes one sentence."""
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        began = log.tell()
        failed = subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=subprocess.STDOUT, check=False
        ).returncode
    if failed:
        raise InstallError(_sentence(LOG.read_bytes()[began:].decode(errors="replace")))


def _sentence(told: str) -> str:
    for sentence, signs in CAUSES.items():
        if any(sign in told.lower() for sign in signs):
            return f"{sentence}（详情：{LOG}）"
    last = told.strip().splitlines()[-1:] or ["没有输出"]
    return f"安装没有成功：{last[0][:200]}（详情：{LOG}）"


def _room_for_it() -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < NEEDED_MEGABYTES:
        raise InstallError(f"磁盘空间不足：{ROOT} 所在磁盘还剩 {free} MB，安装约需 {NEEDED_MEGABYTES} MB。")


def _has(stamp: Path, content: str) -> bool:
    return stamp.is_file() and stamp.read_text() == content


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
