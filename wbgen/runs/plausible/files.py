"""Small pictures, sounds and clips, made without any library for them."""

from __future__ import annotations

import io
import math
import struct
import wave
import zlib
from random import Random

WIDTH, HEIGHT = 96, 64
RATE = 8000

COLOURS = ((230, 120, 60), (70, 150, 230), (90, 200, 120), (220, 200, 80))


def picture(random: Random, clearness: float) -> bytes:
    """A PNG of soft spots, the clearer the higher ``clearness`` (0 to 1): samples that get better."""
    spots = [(random.uniform(0, WIDTH), random.uniform(0, HEIGHT), random.choice(COLOURS)) for _ in range(3)]
    rows = []
    for y in range(HEIGHT):
        row = bytearray()
        for x in range(WIDTH):
            noise = (1 - clearness) * random.uniform(-90, 90)
            near = [math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 160) for cx, cy, _ in spots]
            for channel in range(3):
                light = 24 + sum(n * colour[channel] for n, (_, _, colour) in zip(near, spots, strict=True))
                row.append(int(max(0, min(255, light + noise))))
        rows.append(bytes(row))
    return png(WIDTH, HEIGHT, rows)


def png(width: int, height: int, rows: list[bytes]) -> bytes:
    """A PNG file of rows of red, green and blue bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG file: length, kind, data, checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def tone(random: Random) -> bytes:
    """A WAV file of a quarter of a second."""
    pitch = random.choice((220, 330, 440))
    samples = [int(9000 * math.sin(math.tau * pitch * n / RATE)) for n in range(RATE // 4)]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


#: Grey tones of a GIF; a code of its data is then a byte, as long as it begins anew in time.
TONES, CLEAR, END, IN_TIME = 128, 128, 129, 120


def clip(random: Random, frames: int = 6) -> bytes:
    """An animated GIF of a spot that moves: W&B takes GIFs as videos."""
    palette = bytes(value for tone in range(TONES) for value in (tone * 2,) * 3)
    head = b"GIF89a" + struct.pack("<HHBBB", WIDTH, HEIGHT, 0xF6, 0, 0) + palette
    start = random.uniform(0.2, 0.4)
    shown = [frame(WIDTH * (start + 0.4 * n / frames)) for n in range(frames)]
    return head + b"".join(b"!\xf9\x04\0\x14\0\0\0" + data for data in shown) + b";"


def frame(centre: float) -> bytes:
    """A picture of a GIF, its codes as they are: LZW that never grows its table."""
    middle = HEIGHT / 2
    pixels = bytes(
        int(20 + 100 * math.exp(-((x - centre) ** 2 + (y - middle) ** 2) / 160))
        for y in range(HEIGHT)
        for x in range(WIDTH)
    )
    parts = (pixels[at : at + IN_TIME] for at in range(0, len(pixels), IN_TIME))
    codes = b"".join(bytes([CLEAR]) + part for part in parts) + bytes([END])
    blocks = (codes[at : at + 255] for at in range(0, len(codes), 255))
    data = b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"
    return b"," + struct.pack("<HHHHB", 0, 0, WIDTH, HEIGHT, 0) + b"\x07" + data
