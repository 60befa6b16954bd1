"""The door itself: real files are measured, and their pictures and proxies made by real children."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from dashboard.media.facts import MediaFacts
from tests.media.specimens import PICTURE, TONE, Make, look, refusal, write


def decoded(path: Path) -> dict[str, float]:
    """The end of each kind of track in seconds."""
    ends: dict[str, float] = {}
    with av.open(str(path)) as container:
        for frame in container.decode():
            assert frame.pts is not None
            kind = "video" if isinstance(frame, av.VideoFrame) else "audio"
            ends[kind] = float(frame.pts * (frame.time_base or 0))
    return ends


def test_a_film_is_measured_and_its_poster_and_proxy_made(film: Path, workdir: Path) -> None:
    found = look(film, workdir)
    facts = found.facts
    assert (facts.kind, facts.duration_ms, facts.frames) == ("video", 2000, 50)
    assert (facts.width, facts.height, facts.rotation_degrees, facts.frame_rate) == (160, 90, 0, Fraction(25))
    assert (facts.video_codec, facts.audio_codec, facts.sample_rate, facts.channels) == (
        "h264",
        "aac",
        44100,
        1,
    )
    assert facts.loudness_lufs == pytest.approx(-21.8, abs=0.3)
    assert facts.peak_db == pytest.approx(-20.6, abs=0.5)
    assert (facts.silent, facts.has_picture, facts.has_sound) == (False, True, True)
    assert found.note is None
    assert found.poster is not None
    assert found.proxy is not None
    with Image.open(found.poster) as poster:
        assert (poster.format, poster.size) == ("JPEG", (160, 90))
    ends = decoded(found.proxy)
    assert ends["video"] == pytest.approx(1.96, abs=0.001)
    assert ends["audio"] == pytest.approx(2.0, abs=0.05)
    assert found.proxy.read_bytes().index(b"moov") < found.proxy.read_bytes().index(b"mdat")
    assert MediaFacts.from_dict(json.loads(json.dumps(facts.to_dict()))) == facts


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("film.mkv", ("-c:v", "libx264", "-c:a", "libvorbis")),
        ("film.webm", ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus")),
        ("film.avi", ("-c:v", "mpeg4", "-c:a", "libmp3lame")),
        ("film.mpg", ("-c:v", "mpeg2video", "-c:a", "mp2")),
        ("film.ts", ("-c:v", "mpeg2video", "-c:a", "mp2")),
        ("film.mov", ("-c:v", "libx264", "-c:a", "pcm_s16le")),
    ],
)
def test_films_of_every_admitted_container_have_the_same_length(
    make: Make, workdir: Path, name: str, options: tuple[str, ...]
) -> None:
    facts = look(make(name, *PICTURE, *TONE, *options), workdir).facts
    assert (facts.kind, facts.frames, facts.frame_rate) == ("video", 50, Fraction(25))
    assert facts.duration_ms == pytest.approx(2000, abs=70)


@pytest.mark.parametrize("name", ["tone.wav", "tone.flac", "tone.mp3", "tone.ogg", "tone.m4a", "tone.aiff", "tone.aac"])
def test_sounds_get_a_waveform_and_a_proxy(make: Make, workdir: Path, name: str) -> None:
    found = look(make(name, *TONE), workdir, declared="music")
    assert (found.facts.kind, found.facts.width, found.note) == ("audio", None, None)
    assert found.facts.duration_ms == pytest.approx(2000, abs=70)
    assert found.facts.loudness_lufs == pytest.approx(-21.8, abs=0.5)
    assert found.poster is not None
    assert found.proxy is not None
    with Image.open(found.poster) as poster:
        assert (poster.format, poster.size) == ("PNG", (640, 160))
        assert poster.convert("RGBA").getchannel("A").getextrema() == (0, 255)
    assert decoded(found.proxy)["audio"] == pytest.approx(2, abs=0.1)


def test_silence_has_no_loudness_and_is_called_silent(make: Make, workdir: Path) -> None:
    facts = look(make("silence.wav", "-f", "lavfi", "-i", "anullsrc=d=1"), workdir).facts
    assert (facts.silent, facts.loudness_lufs, facts.peak_db, facts.has_sound) == (True, None, None, True)


def test_a_blip_is_too_short_for_loudness(make: Make, workdir: Path) -> None:
    facts = look(make("blip.wav", "-f", "lavfi", "-i", "sine=d=0.3"), workdir).facts
    assert (facts.loudness_lufs, facts.duration_ms, facts.silent) == (None, 300, False)


def test_a_turned_phone_film_is_upright(film: Path, make: Make, workdir: Path) -> None:
    turned = make("turned.mp4", "-display_rotation", "-90", "-i", str(film), "-c", "copy")
    found = look(turned, workdir)
    assert (found.facts.width, found.facts.height, found.facts.rotation_degrees) == (90, 160, 90)
    assert found.proxy is not None
    with av.open(str(found.proxy)) as proxy:
        assert (proxy.streams.video[0].width, proxy.streams.video[0].height) == (90, 160)


def test_wide_pixels_are_displayed_wide(make: Make, workdir: Path) -> None:
    wide = make("wide.mp4", *PICTURE, "-vf", "setsar=2", "-c:v", "libx264", "-pix_fmt", "yuv420p")
    facts = look(wide, workdir).facts
    assert (facts.width, facts.height) == (320, 90)


def test_the_poster_avoids_the_black_that_films_open_with(make: Make, workdir: Path) -> None:
    opening = make(
        "opening.mp4", "-f", "lavfi", "-i", "color=black:s=64x36:d=1.6:r=10", "-f", "lavfi", "-i",
        "testsrc2=s=64x36:d=0.8:r=10", "-filter_complex", "[0][1]concat", "-c:v", "libx264",
        "-pix_fmt", "yuv420p",
    )  # fmt: skip
    poster = look(opening, workdir).poster
    assert poster is not None
    with Image.open(poster) as picture:
        assert max(high for _, high in picture.getextrema()) > 100


def test_cover_art_does_not_make_a_song_a_film(make: Make, still: Path, tone: Path, workdir: Path) -> None:
    song = make(
        "song.m4a", "-i", str(tone), "-i", str(still), "-map", "0", "-map", "1", "-c:v", "png",
        "-disposition:v:0", "attached_pic",
    )  # fmt: skip
    found = look(song, workdir, declared="video")
    assert (found.facts.kind, found.facts.has_picture) == ("audio", False)
    assert found.note == "It was declared as video and is audio."


def test_a_film_of_one_picture_is_a_still_and_with_sound_it_is_sound(make: Make, workdir: Path) -> None:
    one = make("one.mp4", *PICTURE, "-frames:v", "1", "-c:v", "libx264", "-pix_fmt", "yuv420p")
    assert look(one, workdir).facts.kind == "image"
    sung = make("sung.mp4", *PICTURE, *TONE, "-frames:v", "1", "-c:v", "libx264", "-pix_fmt", "yuv420p")
    assert look(sung, workdir).facts.kind == "audio"


def test_a_moving_gif_is_a_film_and_a_still_one_a_picture(make: Make, workdir: Path) -> None:
    moving = look(make("moving.gif", *PICTURE, "-vf", "fps=5"), workdir).facts
    assert (moving.kind, moving.frames, moving.duration_ms) == ("video", 10, 2000)
    assert look(make("still.gif", *PICTURE, "-frames:v", "1"), workdir).facts.kind == "image"


@pytest.mark.parametrize("name", ["still.png", "still.jpg", "still.webp"])
def test_pictures_get_a_poster_and_no_length(make: Make, workdir: Path, name: str) -> None:
    found = look(make(name, *PICTURE, "-frames:v", "1"), workdir, declared="illustration")
    assert (found.facts.kind, found.facts.width, found.facts.height) == ("image", 160, 90)
    assert (found.facts.duration_ms, found.proxy, found.note) == (None, None, None)
    assert found.poster is not None


def test_a_photo_with_an_orientation_stands_upright(tmp_path: Path, workdir: Path) -> None:
    photo = Image.new("RGB", (80, 40), "white")
    photo.paste("black", (0, 0, 40, 40))
    exif = photo.getexif()
    exif[0x0112] = 6
    photo.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    found = look(tmp_path / "photo.jpg", workdir)
    assert (found.facts.width, found.facts.height, found.facts.rotation_degrees) == (40, 80, 90)
    assert found.poster is not None
    with Image.open(found.poster) as poster:
        upright = poster.convert("L")
        assert upright.getpixel((20, 10)) < 40
        assert upright.getpixel((20, 70)) > 200


def test_a_transparent_picture_lies_on_paper(tmp_path: Path, workdir: Path) -> None:
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    poster = look(tmp_path / "clear.png", workdir).poster
    assert poster is not None
    with Image.open(poster) as picture:
        assert picture.getpixel((10, 10)) == pytest.approx((251, 250, 247), abs=3)


def test_a_drawing_keeps_its_alpha_and_its_colours(tmp_path: Path, workdir: Path) -> None:
    drawing = write(
        tmp_path,
        "half.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="10"'
        b' fill="#ff0000" fill-opacity="0.5"/></svg>',
    )
    found = look(drawing, workdir)
    assert (found.facts.kind, found.facts.container, found.facts.width) == ("image", "svg", 1080)
    assert found.raster is not None
    assert found.poster is not None
    with Image.open(found.raster) as raster:
        assert (raster.mode, raster.size) == ("RGBA", (1080, 1080))
        assert raster.getpixel((200, 500)) == pytest.approx((255, 0, 0, 128), abs=1)
        assert raster.getpixel((900, 500))[3] == 0
    with Image.open(found.poster) as poster:
        assert poster.size == (640, 640)
        assert poster.getpixel((600, 300)) == pytest.approx((251, 250, 247), abs=4)


def test_a_drawing_that_repeats_itself_without_end_is_refused(tmp_path: Path, workdir: Path) -> None:
    groups = "".join(f'<g id="g{n}">' + f'<use xlink:href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 12))
    bomb = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="9" height="9"><defs><g id="g0"><rect width="9" height="9"/></g>{groups}</defs>'
        '<use xlink:href="#g11"/></svg>'
    )
    assert "too many or too deeply nested" in refusal(write(tmp_path, "bomb.svg", bomb.encode()), workdir)


def test_text_is_kept_with_its_words_counted(tmp_path: Path, workdir: Path) -> None:
    found = look(write(tmp_path, "poem.md", "Two roads\r\ndiverged".encode("utf-16")), workdir)
    assert (found.facts.kind, found.facts.text, found.facts.word_count) == ("text", "Two roads\ndiverged", 3)
    assert (found.poster, found.proxy) == (None, None)


def test_a_project_is_kept_and_not_opened(tmp_path: Path, workdir: Path) -> None:
    found = look(write(tmp_path, "song.MMPZ", b"\x00\x01whatever"), workdir, declared="music")
    assert found.facts == MediaFacts("project", 10)
    assert found.note == "It was declared as music and is project."


def test_the_content_decides_not_the_name(still: Path, film: Path, workdir: Path) -> None:
    found = look(still, workdir, name="clip.mp4", declared="video")
    assert (found.facts.kind, found.note) == ("image", "It was declared as video and is image.")
    assert look(film, workdir, name="lyrics.txt").facts.kind == "video"
