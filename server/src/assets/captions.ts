/** What is said at a time of a sound or film; `end` in seconds like `start`. */
export type Cue = { start: number; end: number; text: string };
/** A part of a sound or film with its name. */
export type Chapter = { start: number; title: string };

const STAMP = String.raw`(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?`;
const TIMES = new RegExp(`^\\s*${STAMP}\\s+-->\\s+${STAMP}`);
const CHAPTER = new RegExp(`^\\s*${STAMP}\\s+(\\S.*)$`);
const MOST_CUES = 20_000;

function seconds([hours, minutes, whole, part]: (string | undefined)[]): number {
  return (
    Number(hours ?? 0) * 3600 +
    Number(minutes) * 60 +
    Number(whole) +
    Number(`0.${(part ?? "0").padEnd(3, "0")}`)
  );
}

/** `00:01:02.500`: WebVTT, 4.1. */
function stamp(at: number): string {
  const milliseconds = Math.round(at * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const whole = Math.floor(milliseconds / 1000);
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${String(milliseconds % 1000).padStart(3, "0")}`;
}

/** True for WebVTT. */
export function isCaptions(text: string): boolean {
  return /^\ufeff?WEBVTT(?:[ \t\n\r]|$)/.test(text);
}

/** True for SubRip: a number, then two times with commas. */
function isSubRip(text: string): boolean {
  return /^\ufeff?\s*\d+\r?\n\s*\d{1,4}:\d{2}:\d{2},\d{1,3}\s+-->/.test(text);
}

const blocksOf = (text: string): string[][] =>
  text
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/)
    .map((block) => block.split("\n"));

/** Words of a cue without its markup; who speaks goes before what is said. */
function plain(lines: readonly string[]): string {
  return lines
    .join("\n")
    .replace(/<v(?:\.[^\s>]*)?\s+([^>]*)>/g, "$1: ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) =>
      name === "amp" ? "&" : name === "lt" ? "<" : name === "gt" ? ">" : name === "nbsp" ? " " : "",
    )
    .trim();
}

/** The cues of WebVTT or SubRip, in order of time; what cannot be read is passed over. */
export function readCues(text: string): Cue[] {
  const cues: Cue[] = [];
  for (const block of blocksOf(text)) {
    const at = block.findIndex((line) => TIMES.test(line));
    if (at < 0 || at > 1 || cues.length >= MOST_CUES) continue;
    const found = TIMES.exec(block[at]!)!;
    const [start, end] = [seconds(found.slice(1, 5)), seconds(found.slice(5, 9))];
    const words = plain(block.slice(at + 1));
    if (words !== "" && end > start) cues.push({ start, end, text: words });
  }
  return cues.sort((a, b) => a.start - b.start);
}

/** Chapters stand in a comment of the captions, `NOTE chapters`, each line a time and a name. */
export function readChapters(text: string): Chapter[] {
  const block = blocksOf(text).find(([head]) => /^NOTE\s+chapters\s*$/i.test(head ?? ""));
  return (block ?? [])
    .slice(1)
    .flatMap((line) => {
      const found = CHAPTER.exec(line);
      return found ? [{ start: seconds(found.slice(1, 5)), title: found[5]!.trim() }] : [];
    })
    .sort((a, b) => a.start - b.start);
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Cues and chapters as WebVTT with nothing else in it: what browsers are given. */
export function writeCaptions(cues: readonly Cue[], chapters: readonly Chapter[] = []): string {
  const notes = chapters.map(({ start, title }) => `${stamp(start)} ${escaped(title)}`);
  const head = notes.length > 0 ? `WEBVTT\n\nNOTE chapters\n${notes.join("\n")}\n` : "WEBVTT\n";
  const parts = cues.map(
    ({ start, end, text }) =>
      `${stamp(start)} --> ${stamp(end)}\n${escaped(text).replace(/\n{2,}/g, "\n")}\n`,
  );
  return [head, ...parts].join("\n");
}

/** Captions of either kind as WebVTT; null: it is neither, or says nothing. */
export function toCaptions(text: string): string | null {
  if (!isCaptions(text) && !isSubRip(text)) return null;
  const cues = readCues(text);
  return cues.length > 0 ? writeCaptions(cues, readChapters(text)) : null;
}

/** The words on a page or in a recording, without times. */
export function wordsIn(text: string): string {
  if (!isCaptions(text)) return text;
  return [...readChapters(text).map((one) => one.title), ...readCues(text).map((one) => one.text)].join("\n");
}
