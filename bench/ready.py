"""From the first byte of an upload to `ready`, as the person who uploads sees it, on a whole Mingle."""

import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from bench import scenes
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.startup import mingle_up, wait_until_up
from bench.subjects import free_port
from mingle.features.media.processing import ffmpeg

US = "Mingle"
PHOTO, VIDEO, VOICE = "a photo of 12 megapixels", "a video of 10 s, 1280 by 720", "a voice message of 30 s"
_POLL_SECONDS = 0.02
_VIDEO = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30", "-f", "lavfi", "-i", "sine", "-t", "10"]
_VOICE = ["-f", "lavfi", "-i", "anoisesrc=c=pink", "-t", "30", "-c:a", "libopus", "-b:a", "32k"]


def run(plan: Plan) -> Result:
    """Each file once a round, on a machine that does nothing else."""
    recorder = Recorder()
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        plan.say("making a photo, a video and a recording")
        files = _make_files(Path(folder))
        port = free_port()
        with mingle_up(port, Path(folder) / "var") as child:
            wait_until_up(port, child)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                _sign_in(client)
                for turn in range(plan.rounds):
                    plan.say(f"round {turn + 1} of {plan.rounds}")
                    for what, (path, purpose) in files.items():
                        recorder.add(what, US, _until_ready(client, path, purpose), "s")
    table = Table("From the first byte to ready", recorder.measurements)
    conditions = [
        "`mingle up`: server, worker, PostgreSQL and Valkey on both cores; the upload, the wait for a worker, the "
        f"programs that decode, nine pictures or two sounds, and the rows; asked every {_POLL_SECONDS * 1000:.0f} ms",
        f"{plan.rounds} rounds; medians, ± half the range of the rounds",
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, conditions, [table], [judge(table, Budget(PHOTO, 2.0))])


def _make_files(folder: Path) -> dict[str, tuple[Path, str]]:
    photo, video, voice = folder / "photo.jpeg", folder / "film.mp4", folder / "words.ogg"
    scenes.write_scene(photo, 1)
    for words, path in ((_VIDEO, video), (_VOICE, voice)):
        subprocess.run([ffmpeg.program(), "-loglevel", "error", *words, path], check=True)
    return {PHOTO: (photo, "photo"), VIDEO: (video, "video"), VOICE: (voice, "voice")}


def _sign_in(client: httpx.Client) -> None:
    body = {"name": "Bench", "gender": "other", "birthdate": "1990-01-01"}
    token = client.post("/api/auth/guest", json=body).raise_for_status().json()["data"]["accessToken"]
    client.headers["authorization"] = f"Bearer {token}"


def _until_ready(client: httpx.Client, path: Path, purpose: str) -> float:
    began = time.perf_counter()
    with path.open("rb") as content:
        answer = client.post("/api/files/upload", files={"file": (path.name, content)}, data={"purpose": purpose})
    file = answer.raise_for_status().json()["data"]["file"]
    while file["status"] in ("uploaded", "processing"):
        time.sleep(_POLL_SECONDS)
        file = client.get(f"/api/files/{file['id']}").raise_for_status().json()["data"]["file"]
    if file["status"] != "ready":
        raise AssertionError(file)
    return time.perf_counter() - began


BENCHMARK = Benchmark("ready", "from the first byte of an upload to ready", run)
