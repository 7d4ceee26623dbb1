"""Photos made ready to be served, beside sharp: pictures a CPU-second, and bytes at equal quality."""

import asyncio
import json
import math
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import scenes
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import install_peers, peer_versions, run_peer
from mingle.features.media.processing import Declared, Limits, Screening, process

US, DEFAULTS, ALIKE = "Mingle", "sharp, its defaults", "sharp, our settings"
PICTURES = 3
SIDE = 2048
FORMATS = ("avif", "webp", "jpeg")
LADDER = {"avif": [40, 50, 60], "webp": [65, 78, 88], "jpeg": [70, 80, 90]}
OURS = {
    "avif": {"quality": 55, "effort": 1, "chromaSubsampling": "4:2:0"},
    "webp": {"quality": 78, "effort": 4},
    "jpeg": {"quality": 80, "progressive": True},
}
RATE, READY, SHARE = "pictures a CPU-second", "from file to ready", "all nine forms, of the original"


def run(plan: Plan) -> Result:
    """The same pictures through both, in turns; then how many bytes each needs for the quality that ours has."""
    recorder = Recorder()
    install_peers()
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        sources = [Path(folder) / f"{seed}.jpeg" for seed in range(1, PICTURES + 1)]
        for seed, source in enumerate(sources, 1):
            plan.say(f"painting picture {seed} of {PICTURES}")
            scenes.write_scene(source, seed)
        for turn in range(plan.rounds):
            plan.say(f"round {turn + 1} of {plan.rounds}")
            _ours(recorder, sources, Path(folder) / f"ours{turn}")
            _theirs(recorder, DEFAULTS, sources, Path(folder) / f"defaults{turn}", {one: {} for one in FORMATS})
            _theirs(recorder, ALIKE, sources, Path(folder) / f"alike{turn}", OURS)
        plan.say("comparing bytes at equal quality")
        bytes_ = Recorder()
        _compare(bytes_, sources, Path(folder))
    work = Table("A photo of 12 megapixels in three sizes and three formats", recorder.measurements, [DEFAULTS, ALIKE])
    size = Table(f"Bytes of a picture of {SIDE} pixels at equal quality (SSIM)", bytes_.measurements, [DEFAULTS])
    verdicts = [judge(work, Budget(READY, 2.0)), judge(work, Budget(SHARE, 50.0))]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), [work, size], verdicts)


def _ours(recorder: Recorder, sources: Sequence[Path], into: Path) -> None:
    """One picture after the other, as a quiet site sees them; the start of each program counts."""
    before, began = _children(), time.perf_counter()
    for at, source in enumerate(sources):
        made = into / str(at)
        made.mkdir(parents=True)
        asyncio.run(process(source, made, Declared(), Limits(), Screening()))
    _record(recorder, US, sources, into, _children() - before, time.perf_counter() - began)


def _theirs(
    recorder: Recorder, name: str, sources: Sequence[Path], into: Path, settings: dict[str, dict[str, Any]]
) -> None:
    """One process for all; its start does not count."""
    said = _sharp("forms", sources, into, settings)
    _record(recorder, name, sources, into, said["cpu"], said["wall"])


def _record(recorder: Recorder, name: str, sources: Sequence[Path], into: Path, cpu: float, wall: float) -> None:
    served = sum(one.stat().st_size for one in into.rglob("*") if one.is_file())
    recorder.add(RATE, name, len(sources) / cpu, "1/s", "higher")
    recorder.add(READY, name, wall / len(sources), "s")
    recorder.add(SHARE, name, 100 * served / sum(one.stat().st_size for one in sources), "%")


def _compare(recorder: Recorder, sources: Sequence[Path], folder: Path) -> None:
    """Our files as they are, and sharp's at the quality that looks the same, read off a ladder of qualities."""
    _sharp("ladder", sources, folder / "ladder", LADDER)
    for at, source in enumerate(sources):
        wanted = scenes.reference(source, SIDE)
        for one in FORMATS:
            ours = folder / "ours0" / str(at) / f"full.{one}"
            likeness = scenes.likeness(wanted, ours)
            steps = [folder / "ladder" / str(at) / f"{quality}.{one}" for quality in LADDER[one]]
            rungs = sorted((scenes.likeness(wanted, step), step.stat().st_size) for step in steps)
            recorder.add(f"{one}: bytes", US, ours.stat().st_size / 1024, "KiB")
            recorder.add(f"{one}: bytes", DEFAULTS, _at(rungs, likeness) / 1024, "KiB")
            recorder.add(f"{one}: SSIM", US, likeness, "", "neither")


def _at(rungs: list[tuple[float, int]], likeness: float) -> float:
    """Bytes at a likeness between two rungs; bytes grow by factors, so logarithms are what is interpolated."""
    above = next((at for at, (found, _) in enumerate(rungs) if found >= likeness), len(rungs) - 1)
    (low, few), (high, many) = rungs[max(0, above - 1)], rungs[max(1, above)]
    share = (likeness - low) / (high - low)
    return math.exp(math.log(few) + share * (math.log(many) - math.log(few)))


def _sharp(task: str, sources: Sequence[Path], into: Path, settings: dict[str, Any]) -> dict[str, float]:
    asked = {"task": task, "sources": [str(one) for one in sources], "into": str(into), "settings": settings}
    found: dict[str, float] = json.loads(run_peer("pictures.js", json.dumps(asked)))
    return found


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _conditions(plan: Plan) -> list[str]:
    return [
        f"{PICTURES} generated pictures of {scenes.WIDTH} by {scenes.HEIGHT} pixels with the statistics of photos, "
        f"as JPEG of quality {scenes.QUALITY}; both use libvips, on both cores",
        "Mingle: `process`, one picture after the other, each in a limited process of its own whose start counts, "
        "with placeholder and perceptual hash, which sharp does not make",
        "sharp: one process, its start not counted, nothing isolated; decoded once, then all forms at once",
        "bytes at equal quality: sharp's (its default efforts), at the SSIM that our file has, "
        "interpolated between three qualities",
        peer_versions("sharp"),
        f"{plan.rounds} rounds; medians, ± half the range of the rounds (of the pictures, for bytes)",
    ]


BENCHMARK = Benchmark("pictures", "photos made ready to be served, beside sharp", run)
