/** How long a sound or film lasts, and how large a film is; null: its file does not say. */
export type Playing = { seconds: number | null; width: number | null; height: number | null };

const unknown: Playing = { seconds: null, width: null, height: null };
const MOST_SECONDS = 400 * 3600;

/** Reads the heads of WAV, MP3, MP4/M4A and WebM; nothing is decoded, and what is broken is not known. */
export function playingOf(content: Buffer, ending: string): Playing {
  try {
    const found =
      ending === "wav"
        ? { ...unknown, seconds: wavSeconds(content) }
        : ending === "mp3"
          ? { ...unknown, seconds: mp3Seconds(content) }
          : ending === "mp4" || ending === "m4a"
            ? mp4Playing(content)
            : ending === "webm"
              ? webmPlaying(content)
              : unknown;
    const { seconds } = found;
    return { ...found, seconds: seconds !== null && seconds > 0 && seconds < MOST_SECONDS ? seconds : null };
  } catch {
    return unknown;
  }
}

/** RIFF WAVE: bytes of the data by bytes of a second. */
function wavSeconds(content: Buffer): number | null {
  let rate = 0;
  for (let at = 12; at + 8 <= content.length; ) {
    const name = content.toString("latin1", at, at + 4);
    const size = content.readUInt32LE(at + 4);
    if (name === "fmt ") rate = content.readUInt32LE(at + 16);
    if (name === "data") return rate > 0 ? Math.min(size, content.length - at - 8) / rate : null;
    at += 8 + size + (size % 2);
  }
  return null;
}

const MP3_RATES = [44_100, 48_000, 32_000];
const MP3_KBITS = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/** ISO/IEC 11172-3, layer III: frame after frame, so that a changing bit rate does not matter. */
function mp3Seconds(content: Buffer): number | null {
  let at = 0;
  if (content.toString("latin1", 0, 3) === "ID3")
    at = 10 + content.subarray(6, 10).reduce((size, byte) => (size << 7) | (byte & 0x7f), 0);
  let seconds = 0;
  let missed = 0;
  while (at + 4 <= content.length && missed < 4096) {
    const head = content.readUInt32BE(at);
    const version = (head >>> 19) & 3;
    const isFrame = head >>> 21 === 0x7ff && version !== 1 && ((head >>> 17) & 3) === 1;
    const kbits = MP3_KBITS[version === 3 ? 1 : 2][(head >>> 12) & 15];
    const rate = MP3_RATES[(head >>> 10) & 3];
    if (!isFrame || !kbits || !rate) {
      at++;
      missed++;
      continue;
    }
    const hertz = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
    const samples = version === 3 ? 1152 : 576;
    seconds += samples / hertz;
    at += Math.floor(((samples / 8) * kbits * 1000) / hertz) + ((head >>> 9) & 1);
    missed = 0;
  }
  return seconds > 0 ? seconds : null;
}

/** ISO/IEC 14496-12: `mvhd` says the time, `tkhd` the size of what is seen. */
function mp4Playing(content: Buffer): Playing {
  const found = { ...unknown };
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to; ) {
      let size = content.readUInt32BE(at);
      const name = content.toString("latin1", at + 4, at + 8);
      let head = 8;
      if (size === 1) {
        size = Number(content.readBigUInt64BE(at + 8));
        head = 16;
      }
      if (size === 0) size = to - at;
      if (size < head) return;
      const end = Math.min(to, at + size);
      if (name === "moov" || name === "trak") walk(at + head, end);
      if (name === "mvhd") found.seconds = mvhdSeconds(content, at + head);
      if (name === "tkhd") {
        const width = content.readUInt32BE(end - 8) >>> 16;
        const height = content.readUInt32BE(end - 4) >>> 16;
        if (width > 0 && height > 0) Object.assign(found, { width, height });
      }
      at = end;
    }
  };
  walk(0, content.length);
  return found;
}

function mvhdSeconds(content: Buffer, at: number): number {
  const isLong = content[at] === 1;
  const scale = content.readUInt32BE(at + (isLong ? 20 : 12));
  const time = isLong ? Number(content.readBigUInt64BE(at + 24)) : content.readUInt32BE(at + 16);
  return time / scale;
}

const MASTERS = new Set([0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe0]);

/** Matroska (RFC 9559): `Info` says the time, the track of pictures their size. */
function webmPlaying(content: Buffer): Playing {
  const found = { ...unknown };
  let scale = 1_000_000;
  let duration: number | null = null;
  const number = (from: number, to: number): number =>
    content.subarray(from, to).reduce((value, byte) => value * 256 + byte, 0);
  const walk = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const idLength = Math.clz32(content[at]!) - 23;
      const id = number(at, at + idLength);
      at += idLength;
      const sizeLength = Math.clz32(content[at]!) - 23;
      // The first one bit only says how long the size is; all ones: it is not known.
      const first = content[at]! & (0xff >> sizeLength);
      const size = first * 256 ** (sizeLength - 1) + number(at + 1, at + sizeLength);
      at += sizeLength;
      const end = size >= 2 ** (7 * sizeLength) - 1 ? to : Math.min(to, at + size);
      if (idLength > 4 || sizeLength > 8 || id === 0x1f43b675) return;
      if (MASTERS.has(id)) walk(at, end);
      if (id === 0x2ad7b1) scale = number(at, end);
      if (id === 0x4489) duration = end - at === 8 ? content.readDoubleBE(at) : content.readFloatBE(at);
      if (id === 0xb0) found.width = number(at, end);
      if (id === 0xba) found.height = number(at, end);
      at = end;
    }
  };
  walk(0, content.length);
  return { ...found, seconds: duration === null ? null : (duration * scale) / 1e9 };
}
