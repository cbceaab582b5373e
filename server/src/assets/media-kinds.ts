import type { MediaForm } from "./words.ts";

/** What an original may be, by its first bytes: its media type and the ending it is kept under. */
export type MediaKind = { type: string; ending: string; as: MediaForm };

const image = (type: string, ending: string): MediaKind => ({ type: `image/${type}`, ending, as: "image" });
const JPEG = image("jpeg", "jpg");
const PNG = image("png", "png");
const WEBP = image("webp", "webp");
const TIFF = image("tiff", "tif");
const PDF: MediaKind = { type: "application/pdf", ending: "pdf", as: "document" };
const MP3: MediaKind = { type: "audio/mpeg", ending: "mp3", as: "audio" };
const WAV: MediaKind = { type: "audio/wav", ending: "wav", as: "audio" };
const M4A: MediaKind = { type: "audio/mp4", ending: "m4a", as: "audio" };
const MP4: MediaKind = { type: "video/mp4", ending: "mp4", as: "video" };
const WEBM: MediaKind = { type: "video/webm", ending: "webm", as: "video" };
const sound = (type: string, ending: string): MediaKind => ({ type: `audio/${type}`, ending, as: "audio" });
const film = (type: string, ending: string): MediaKind => ({ type: `video/${type}`, ending, as: "video" });
const FLAC = sound("flac", "flac");
const OGG = sound("ogg", "ogg");
const AIFF = sound("aiff", "aif");
const AAC = sound("aac", "aac");
const OGV = film("ogg", "ogv");
const MKV = film("x-matroska", "mkv");
const AVI = film("x-msvideo", "avi");
const MPEG = film("mpeg", "mpg");
const ASF = film("x-ms-asf", "asf");
const GLB: MediaKind = { type: "model/gltf-binary", ending: "glb", as: "model" };

/** Every kind that is kept; what is not among them is refused by name. */
const mediaKinds = [
  JPEG,
  PNG,
  WEBP,
  TIFF,
  PDF,
  MP3,
  WAV,
  M4A,
  MP4,
  WEBM,
  GLB,
  FLAC,
  OGG,
  AIFF,
  AAC,
  OGV,
  MKV,
  AVI,
  MPEG,
  ASF,
] as const;

/** Bytes of a file's beginning that tell its kind. */
export const HEAD_BYTES = 64;

/**
 * What a file is by its first bytes, whatever its name says; undefined for anything that is not kept. SVG and HTML hold
 * scripts and are among them.
 */
export function sniffMedia(head: Buffer): MediaKind | undefined {
  const text = head.toString("latin1", 0, HEAD_BYTES);
  if (text.startsWith("\xff\xd8\xff")) return JPEG;
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return PNG;
  if (text.startsWith("RIFF")) return { WEBP, WAVE: WAV, "AVI ": AVI }[text.slice(8, 12)];
  if (/^(?:II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(text)) return TIFF;
  if (text.startsWith("%PDF-")) return PDF;
  if (text.startsWith("ID3") || /^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/.test(text)) return MP3;
  if (text.slice(4, 8) === "ftyp") return /^M4A/.test(text.slice(8, 12)) ? M4A : isoFilm(text.slice(8, 12));
  // RFC 9559: a Matroska file says so, a WebM file too.
  if (text.startsWith("\x1a\x45\xdf\xa3")) return text.includes("matroska") ? MKV : WEBM;
  return recordingOf(text);
}

/** Recordings that are kept and made ready for browsers (`playing`). */
function recordingOf(text: string): MediaKind | undefined {
  if (text.startsWith("fLaC")) return FLAC;
  if (text.startsWith("OggS")) return text.includes("theora") ? OGV : OGG;
  if (text.startsWith("FORM") && /^AIF[FC]$/.test(text.slice(8, 12))) return AIFF;
  if (/^\xff[\xf0\xf1\xf8\xf9]/.test(text)) return AAC;
  if (text.startsWith("\0\0\x01\xba")) return MPEG;
  if (text.startsWith("\x30\x26\xb2\x75\x8e\x66\xcf\x11")) return ASF;
  if (text.startsWith("glTF\x02\0\0\0")) return GLB;
  return undefined;
}

/** ISO/IEC 14496-12: films by their brand; pictures of telephones (HEIC) use the same container and are not kept. */
function isoFilm(brand: string): MediaKind | undefined {
  return /^(?:isom|iso[2-9]|mp4[12]|avc1|3gp[4-9]|M4V |qt {2}|dash)$/.test(brand) ? MP4 : undefined;
}

/** The kind a kept file's media type stands for. */
export function kindOf(type: string): MediaKind["as"] {
  return mediaKinds.find((kind) => kind.type === type)?.as ?? "document";
}
