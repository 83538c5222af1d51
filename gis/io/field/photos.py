"""Photos are kept small and say nothing of who took them where: pixels only."""

from __future__ import annotations

import io
import warnings

from gis.errors import InputError
from gis.resources import load_toml

BYTES_PER_KB, BYTES_PER_MB, MEGA = 1024, 1024**2, 1_000_000
QUALITY_STEP = 15


def clean_photo(data: bytes, *, file: str = "") -> bytes:
    """Return a photo as a JPEG of limited size without any metadata.

    Parameters
    ----------
    data
        Content of an image file.
    file
        Its name, for messages only.

    Returns
    -------
    bytes
        JPEG, upright, its longest side and size in bytes limited by ``photo`` in ``field.toml``.

    Raises
    ------
    InputError
        photo_unreadable or photo_too_large.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    limits = load_toml("schemas", "field.toml")["photo"]
    if len(data) > limits["source_mb"] * BYTES_PER_MB:
        raise InputError("photo_too_large", file=file, megabytes=limits["source_mb"])
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data)) as image:
            warnings.simplefilter("ignore")  # damaged metadata; they are dropped anyhow
            if image.width * image.height > limits["source_megapixels"] * MEGA:
                raise InputError("photo_too_large", file=file, megabytes=limits["source_mb"])
            image.draft("RGB", (limits["longest_side_px"],) * 2)  # a JPEG is read smaller at once
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((limits["longest_side_px"],) * 2)
            pixels = Image.new("RGB", upright.size, "white")
            pixels.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise InputError("photo_unreadable", file=file) from error
    for quality in range(limits["quality"], limits["lowest_quality"], -QUALITY_STEP):
        packed = _jpeg(pixels, quality)
        if len(packed) <= limits["largest_kb"] * BYTES_PER_KB:
            return packed
    return _jpeg(pixels, limits["lowest_quality"])


def _jpeg(pixels: object, quality: int) -> bytes:
    stream = io.BytesIO()
    pixels.save(stream, "JPEG", quality=quality, optimize=True)  # type: ignore[attr-defined]
    return stream.getvalue()
