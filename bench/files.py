"""Pictures by signed links, and ten people who upload 100 MB at once, beside Express with sendFile and multer."""

import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from urllib.request import Request, urlopen
from uuid import UUID

from bench.engines import Engines, engines
from bench.feature import ACTOR_HEADER
from bench.load import Order
from bench.machine import LOAD_CORE, on_core
from bench.results import Benchmark, Plan, Recorder, Result, Table
from bench.subjects import SECRET, Subject, fetch, mingle, node, peer_versions, put_load
from mingle.features.media import links
from mingle.kernel import clock
from mingle.kernel.security import Signer

PEER, EQUAL_PEER = "Express + sendFile", "Express, all duties"
CONNECTIONS = 32
FIXED_RATE = 300.0
PICTURES = 500
SIZES = {"a thumbnail of 12 KB": 12 * 1024, "a picture of 200 KB": 200 * 1024}
PEOPLE, MEGABYTES = 10, 100
# All the load comes from one address, which no limit foresees; it counts all the same.
UNLIMITED = {
    "rate_limit_rules": "file_reads=100000000/10 seconds,uploads=100000/hour",
    "upload_files_a_day": "1000000",
    "upload_bytes_a_day": str(10**15),
}

CAPACITY, CPU, WALL = "answers a CPU-second of the server", "server CPU", "answers at saturation"


def run(plan: Plan) -> Result:
    """Take turns, round by round; then let people upload."""
    reading = {what: Recorder() for what in SIZES}
    uploading = Recorder()
    with ExitStack() as stack:
        plan.say("starting engines and servers")
        found = stack.enter_context(engines())
        folder = found.folder / "var" / "files" / "files"
        pictures = {what: _make_pictures(folder, size) for what, size in SIZES.items()}
        peer = {"FOLDER": str(folder), "SECRET": SECRET}
        subjects = [
            stack.enter_context(mingle(found, "bench.serve_all", **UNLIMITED)),
            stack.enter_context(node(PEER, "files.js", found, **peer)),
            stack.enter_context(node(EQUAL_PEER, "files.js", found, **peer, DUTIES="all")),
        ]
        for what, ids in pictures.items():
            urls = {subject.name: _links(subject, ids) for subject in subjects}
            for subject in subjects:
                put_load(subject, _order(subject, urls, 1.0), found)
            for turn in range(plan.rounds):
                for subject in subjects:
                    plan.say(f"{what}, round {turn + 1} of {plan.rounds}: {subject.name}")
                    _read(reading[what], subject, urls, plan.seconds, found)
        for subject in subjects[:2]:
            plan.say(f"{PEOPLE} people upload {MEGABYTES} MB at once: {subject.name}")
            _upload(uploading, subject)
    tables = [Table(f"{what}, by a signed link", reading[what].measurements, [PEER, EQUAL_PEER]) for what in SIZES]
    tables.append(Table(f"{PEOPLE} people upload {MEGABYTES} MB each at once", uploading.measurements, [PEER]))
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables)


def _make_pictures(folder: Path, size: int) -> list[UUID]:
    random = Random(size)
    ids = [UUID(int=random.getrandbits(128), version=4) for _ in range(PICTURES)]
    for one in ids:
        path = folder / str(one) / "card.avif"
        path.parent.mkdir(parents=True)
        path.write_bytes(random.randbytes(size))
    return ids


def _links(subject: Subject, ids: list[UUID]) -> list[str]:
    if subject.name == "Mingle":
        expires = int(clock.now().timestamp()) + 3600
        signer = Signer(SECRET, "")
        return [f"{links.folder(one)}card.avif{links.signed(signer, one, expires)}" for one in ids]
    made: list[str] = []
    for start in range(0, len(ids), 100):
        paths = ",".join(f"{one}/card.avif" for one in ids[start : start + 100])
        made += fetch(subject, f"/links?paths={paths}", {})
    return made


def _order(subject: Subject, urls: dict[str, list[str]], seconds: float, rate: float | None = None) -> Order:
    people = [{ACTOR_HEADER: str(UUID(int=number))} for number in range(2000)]
    return Order(subject.port, urls[subject.name], people, CONNECTIONS, seconds, rate)


def _read(recorder: Recorder, subject: Subject, urls: dict[str, list[str]], seconds: float, found: Engines) -> None:
    loaded = put_load(subject, _order(subject, urls, seconds), found)
    count = loaded.report.answered
    recorder.add(CAPACITY, subject.name, count / loaded.cpu_seconds, "1/s", "higher")
    recorder.add(CPU, subject.name, loaded.cpu_seconds / count * 1e6, "µs an answer")
    recorder.add(WALL, subject.name, count / loaded.report.seconds, "1/s", "higher")
    report = put_load(subject, _order(subject, urls, seconds, FIXED_RATE), found).report
    recorder.add(f"p50 at {FIXED_RATE:.0f}/s", subject.name, report.p50_ms, "ms")
    recorder.add(f"p99 at {FIXED_RATE:.0f}/s", subject.name, report.p99_ms, "ms")


def _upload(recorder: Recorder, subject: Subject) -> None:
    """Each sends as fast as it is taken."""
    headers = _sign_in(subject) if subject.name == "Mingle" else {}
    _send(subject, headers, 1)
    before, began, cpu = _peak(subject), clock.now(), sum(subject.process.cpu_times()[:2])
    with on_core(LOAD_CORE), ThreadPoolExecutor(PEOPLE) as people:
        sending = [people.submit(_send, subject, headers, MEGABYTES) for _ in range(PEOPLE)]
        for one in sending:
            one.result()
    seconds = (clock.now() - began).total_seconds()
    recorder.add("memory that the server grew by at most", subject.name, (_peak(subject) - before) / 1024**2, "MiB")
    recorder.add("memory of the server at most", subject.name, _peak(subject) / 1024**2, "MiB")
    recorder.add("taken", subject.name, PEOPLE * MEGABYTES / seconds, "MB/s", "higher")
    used = sum(subject.process.cpu_times()[:2]) - cpu
    recorder.add("server CPU", subject.name, used / (PEOPLE * MEGABYTES) * 1000, "ms a MB")


def _sign_in(subject: Subject) -> dict[str, str]:
    body = json.dumps({"name": "Bench", "gender": "other", "birthdate": "1990-01-01"}).encode()
    request = Request(
        f"http://127.0.0.1:{subject.port}/api/auth/guest", data=body, headers={"content-type": "application/json"}
    )
    with urlopen(request, timeout=30) as answer:
        return {"authorization": f"Bearer {json.load(answer)['data']['accessToken']}"}


def _send(subject: Subject, headers: dict[str, str], megabytes: int) -> None:
    """Send one file as a form, from a buffer that all share."""
    start = b'--here\r\ncontent-disposition: form-data; name="file"; filename="film.bin"\r\n\r\n'
    end, megabyte = b"\r\n--here--\r\n", b"x" * 1024 * 1024
    length = len(start) + megabytes * len(megabyte) + len(end)
    asked = {
        **headers,
        "host": "localhost",
        "content-type": "multipart/form-data; boundary=here",
        "content-length": str(length),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
    with socket.create_connection(("127.0.0.1", subject.port), timeout=120) as connection:
        connection.sendall(f"POST /api/files/upload HTTP/1.1\r\n{lines}\r\n".encode() + start)
        for _ in range(megabytes):
            connection.sendall(megabyte)
        connection.sendall(end)
        answer = connection.recv(1024)
    if b" 201 " not in answer[:20]:
        msg = f"{subject.name} did not take it: {answer[:200]!r}"
        raise ConnectionError(msg)


def _peak(subject: Subject) -> int:
    """The most memory that a server has had, in bytes."""
    status = Path(f"/proc/{subject.process.pid}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _conditions(plan: Plan) -> list[str]:
    return [
        f"peers: {peer_versions('express', 'multer')}",
        f"{PICTURES} pictures of each size on the same disk, in the system's memory by then; links with HMAC-SHA-256 "
        f"that every request checks; {CONNECTIONS} kept-alive connections",
        "server alone on core 0; load and engines on core 1",
        "uploads: forms of 100 MB over connections of their own; Mingle writes through to the disk (fsync) before it "
        "answers, multer does not",
        f"{plan.rounds} rounds in turn of {plan.seconds:g} s at saturation and {plan.seconds:g} s at {FIXED_RATE:.0f} "
        "answers/s; medians, ± half the range of the rounds; uploads once",
    ]


BENCHMARK = Benchmark("files", "pictures by signed links, and ten people who upload 100 MB at once", run)
