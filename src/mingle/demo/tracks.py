"""Tracks of WebRTC that send what was made before, over and over."""

import asyncio
import time
from fractions import Fraction
from typing import Any

import numpy as np
from aiortc import AudioStreamTrack, VideoStreamTrack
from av import AudioFrame, VideoFrame

from mingle.demo.pictures import CHUNK, FRAMES_A_SECOND, SAMPLES_A_SECOND, TIME_BASE, Pixels, tone

_TICKS = round(1 / TIME_BASE / FRAMES_A_SECOND)


class MovingPicture(VideoStreamTrack):
    """A picture that moves."""

    def __init__(self, frames: list[Pixels]) -> None:
        super().__init__()
        self._frames = [VideoFrame.from_ndarray(one, format="rgb24").reformat(format="yuv420p") for one in frames]
        self._began: float | None = None
        self._number = 0

    async def recv(self) -> Any:
        """The next frame, when its time has come."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        self._number = max(self._number + 1, int((now - self._began) * FRAMES_A_SECOND))
        await asyncio.sleep(max(0.0, self._began + self._number / FRAMES_A_SECOND - now))
        frame = self._frames[self._number % len(self._frames)]
        frame.pts = self._number * _TICKS
        frame.time_base = TIME_BASE
        return frame


class SoftTone(AudioStreamTrack):
    """A tone that swells and fades."""

    def __init__(self) -> None:
        super().__init__()
        self._samples = tone()
        self._began: float | None = None
        self._at = 0

    async def recv(self) -> Any:
        """The next 20 ms, when their time has come."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        await asyncio.sleep(max(0.0, self._began + self._at / SAMPLES_A_SECOND - now))
        start = self._at % len(self._samples)
        frame = AudioFrame.from_ndarray(
            np.ascontiguousarray(self._samples[start : start + CHUNK]).reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate = SAMPLES_A_SECOND
        frame.pts = self._at
        frame.time_base = Fraction(1, SAMPLES_A_SECOND)
        self._at += CHUNK
        return frame
