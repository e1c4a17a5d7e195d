"""`python3 manage.py demo`: the whole platform on this machine, with demonstration data, until Ctrl-C."""

import argparse
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from config import env, processes
from config.embedded.children import EngineError
from config.embedded.engines import Engines, lock, tell, told, untell
from config.embedded.schema import migrate
from config.embedded.supervisor import Process, Supervisor

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(env.text("DEMO_FOLDER", str(ROOT / ".run" / "demo")))
HOST = "127.0.0.1"


def demo(arguments: list[str]) -> int:
    """Serve until interrupted. A second start keeps the data; --reset begins anew."""
    parser = argparse.ArgumentParser("manage.py demo", description="启动演示：http://127.0.0.1:8000（PORT 可改端口）")
    parser.add_argument("--reset", action="store_true", help="清除演示数据，重新生成")
    options = parser.parse_args(arguments)
    port = free_port(os.environ.get("PORT", "8000")) if not _running() else 0
    with lock(FOLDER / "owner.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as owned:
        if owned is None:
            raise EngineError(f"演示已在运行（{told(FOLDER).get('SITE_URL', '由另一个命令使用')}），不能同时启动两个。")
        if options.reset:
            forget(FOLDER)
        serve(port)
    return 0


def _running() -> bool:
    with lock(FOLDER / "owner.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as owned:
        return owned is None


def free_port(wanted: str) -> int:
    """The port as a number, if nobody listens there."""
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise EngineError(f"PORT 应为 1 到 65535 的整数，不是“{wanted}”。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(wanted)))
        except PermissionError as error:
            raise EngineError(f"当前用户不能使用端口 {wanted}：请换一个大于 1023 的端口。") from error
        except OSError as error:
            other = f"PORT={int(wanted) % 65535 + 1} python3 manage.py demo"
            raise EngineError(f"端口 {wanted} 已被占用：请关闭占用它的程序，或换一个端口：{other}") from error
    return int(wanted)


def forget(folder: Path) -> None:
    """Everything but the locks, which this process holds."""
    Engines(folder).postgres.remove()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".lock":
            path.unlink()


def serve(port: int) -> None:
    """Engines, schema, data, processes; then watch over them."""
    supervisor, engines = Supervisor(), Engines(FOLDER)
    try:
        print("· 启动 PostgreSQL 和 Valkey", flush=True)
        engines.start()
        supervisor.add("数据库", engines.postgres)
        supervisor.add("消息队列", engines.valkey)
        environment = engines.environment() | surroundings(port)
        tell(FOLDER, environment)
        fill(environment)
        add_processes(supervisor, environment, port)
        print(welcome(environment), flush=True)
        supervisor.watch()
    except KeyboardInterrupt:
        print("\n正在停止演示 …", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # once is enough: the order below must not be cut short
        untell(FOLDER)
        supervisor.stop()
        engines.stop()
    print("演示已停止，数据保留在 .run/demo。", flush=True)


def surroundings(port: int) -> dict[str, str]:
    return {
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SITE_URL": f"http://{HOST}:{port}",
        "MEDIA_ROOT": str(FOLDER / "media"),
        "MAIL_FOLDER": str(FOLDER / "letters"),
    }


def fill(environment: dict[str, str]) -> None:
    """The schema whenever migrations changed, the demonstration data once."""
    print("· 更新数据库结构", flush=True)
    migrate(environment, FOLDER / "migrated")
    filled = FOLDER / "filled"
    if filled.exists():
        return
    print("· 生成演示数据", flush=True)
    if _django(environment, "seed_demo").returncode:
        raise EngineError("演示数据未能生成，原因见上。可用 python3 manage.py demo --reset 重新开始。")
    filled.write_bytes(_django(environment, "seed_demo", "--sign-ins", capture=True).stdout)


def add_processes(supervisor: Supervisor, environment: dict[str, str], port: int) -> None:
    """Worker and timetable first, so that the first click already finds them."""
    supervisor.add("后台作业", Process(processes.worker(), FOLDER / "worker.log", environment))
    supervisor.add("时间表", Process(processes.timetable(FOLDER), FOLDER / "timetable.log", environment, patience=5))
    print("· 启动网站", flush=True)
    command, ready = processes.web(f"{HOST}:{port}"), lambda: answers(environment["SITE_URL"])
    supervisor.add("网站", Process(command, FOLDER / "web.log", environment, ready=ready))


def answers(site: str) -> bool:
    """Whether the web server speaks at all; its own health is /readyz."""
    try:
        urllib.request.urlopen(f"{site}/healthz", timeout=2).close()  # noqa: S310 -- our own http address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def welcome(environment: dict[str, str]) -> str:
    filled = FOLDER / "filled"
    sign_ins = filled.read_text() if filled.exists() else ""
    places = "演示不发信，信件在 .run/demo/letters；日志在 .run/demo/*.log。按 Ctrl-C 停止。"
    return f"\n演示已就绪：{environment['SITE_URL']}\n{sign_ins}{places}"


def _django(environment: dict[str, str], *command: str, capture: bool = False) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "django", *command],
        env=os.environ | environment,
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE if capture else None,
    )
