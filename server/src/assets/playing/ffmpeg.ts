import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { PlayingProblem } from "../words.ts";

const run = promisify(execFile);
const PROBE_MS = 30_000;
const MOST_OUTPUT = 2 ** 22;
/** A recording is given up after so many hours of work; the job must end before its lock is taken for a dead one's. */
const HOURS = 3;
/** A film's longer edge as it came, in what is played, and the longest recording. */
const LONGEST_EDGE = 8192;
const PLAYED_WIDTH = 1280;
const MOST_SECONDS = 48 * 3600;
const STILL_AT = 3;

/** What ffmpeg calls the container of an original, by the ending it is kept under: nothing else is opened. */
const DEMUXERS: Readonly<Record<string, string>> = {
  ...{ mp3: "mp3", wav: "wav", m4a: "mov", flac: "flac", ogg: "ogg", aif: "aiff", aac: "aac" },
  ...{ mp4: "mov", webm: "matroska", mkv: "matroska", ogv: "ogg", avi: "avi", mpg: "mpeg", asf: "asf" },
};

/** What a recording is made of. */
export type Probe = {
  seconds: number | null;
  width: number | null;
  height: number | null;
  video: string | null;
  pixels: string | null;
  audio: string | null;
};

/** Why nothing can be played of a file: one of `playingProblems`, or what the program said. */
export class NotMade extends Error {
  constructor(problem: PlayingProblem | { said: string }) {
    super(
      typeof problem === "string" ? problem : problem.said || ("program-failed" satisfies PlayingProblem),
    );
  }
}

/** Programs are told what a file is and that nothing but files is opened: a list inside one leads nowhere. */
function opening(ending: string): string[] {
  const demuxer = DEMUXERS[ending];
  if (!demuxer) throw new NotMade("unknown-kind");
  return ["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer];
}

/** An installed program that is missing is told apart from one that fails. */
function told(error: unknown): NotMade {
  const { code, stderr = "" } = error as { code?: string; stderr?: string };
  return new NotMade(code === "ENOENT" ? "program-missing" : { said: lastLine(stderr) });
}

/** What a program said last, without the place of the file on this machine. */
const lastLine = (text: string): string =>
  text
    .trim()
    .split("\n")
    .at(-1)!
    .replaceAll(/\/\S*\/(?:original|played|still)\.\w+:? ?/g, "")
    .slice(0, 300);

type Stream = {
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  pix_fmt?: string;
  disposition?: { attached_pic?: number };
};

/** Asks ffprobe what a recording is made of. Throws `NotMade`. */
export async function probe(path: string, ending: string): Promise<Probe> {
  const words = ["-v", "error", ...opening(ending), "-show_format", "-show_streams", "-of", "json", path];
  const { stdout } = await run("ffprobe", words, { timeout: PROBE_MS, maxBuffer: MOST_OUTPUT }).catch(
    (error: unknown) => {
      throw told(error);
    },
  );
  const { streams = [], format = {} } = JSON.parse(stdout) as {
    streams?: Stream[];
    format?: { duration?: string };
  };
  const video = streams.find((one) => one.codec_type === "video" && one.disposition?.attached_pic !== 1);
  const audio = streams.find((one) => one.codec_type === "audio");
  const seconds = Number(format.duration);
  if (seconds > MOST_SECONDS || Math.max(video?.width ?? 0, video?.height ?? 0) > LONGEST_EDGE)
    throw new NotMade("too-large");
  return {
    seconds: seconds > 0 ? seconds : null,
    width: video?.width ?? null,
    height: video?.height ?? null,
    video: video?.codec_name ?? null,
    pixels: video?.pix_fmt ?? null,
    audio: audio?.codec_name ?? null,
  };
}

/** True for what every browser plays as it is. */
export function playsAsIs(ending: string, { video, pixels, audio }: Probe): boolean {
  if (ending === "mp3") return true;
  if (ending === "m4a") return audio === "aac";
  if (ending === "mp4")
    return video === "h264" && pixels === "yuv420p" && (audio === null || audio === "aac" || audio === "mp3");
  const isOpen = video !== null && ["vp8", "vp9", "av1"].includes(video);
  return ending === "webm" && isOpen && (audio === null || audio === "opus" || audio === "vorbis");
}

/** What is made: sound as AAC, film as H.264 no wider than `PLAYED_WIDTH`; what is already so is not compressed anew. */
export function makingWords(probed: Probe, isFilm: boolean): string[] {
  const sound = probed.audio === "aac" ? ["-c:a", "copy"] : ["-c:a", "aac", "-b:a", "160k", "-ac", "2"];
  const isThere = probed.video === "h264" && probed.pixels === "yuv420p";
  const film = isThere
    ? ["-c:v", "copy"]
    : [
        ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"],
        ...["-vf", `scale=w='trunc(min(${PLAYED_WIDTH},iw)/2)*2':h=-2`],
      ];
  return [
    ...(isFilm ? ["-map", "0:v:0", ...film] : ["-vn"]),
    ...["-map", "0:a:0?", ...sound, "-sn", "-dn", "-map_metadata", "-1", "-movflags", "+faststart"],
    ...["-f", "mp4"],
  ];
}

type Making = {
  path: string;
  ending: string;
  to: string;
  words: readonly string[];
  stopping: AbortSignal | undefined;
  /** Told how many seconds of the recording are done. */
  onSecond: (seconds: number) => void;
};

/** Runs ffmpeg to its end, one thread of it. Throws `NotMade`; when `stopping` was raised the program is ended. */
export async function make({ path, ending, to, words, stopping, onSecond }: Making): Promise<void> {
  const head = ["-nostdin", "-y", "-v", "error", "-threads", "1", "-progress", "pipe:1"];
  const child = spawn("ffmpeg", [...head, ...opening(ending), "-i", path, "-threads", "1", ...words, to], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: HOURS * 3_600_000,
    killSignal: "SIGKILL",
    ...(stopping && { signal: stopping }),
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-4000);
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const done = /^out_time_us=(\d+)$/.exec(line);
    if (done) onSecond(Number(done[1]) / 1e6);
  });
  await new Promise<void>((done, fail) => {
    child.once("error", (error) => fail(told(error)));
    child.once("close", (code) => (code === 0 ? done() : fail(new NotMade({ said: lastLine(said) }))));
  });
}

/** How a still of a film is taken, a moment after its beginning. */
export function stillWords(probed: Probe): string[] {
  const at = Math.min(STILL_AT, (probed.seconds ?? 0) / 3);
  return [
    ...["-ss", at.toFixed(2), "-map", "0:v:0", "-frames:v", "1", "-an"],
    ...[
      "-vf",
      `scale=w='trunc(min(${PLAYED_WIDTH},iw)/2)*2':h=-2`,
      "-c:v",
      "mjpeg",
      "-q:v",
      "4",
      "-f",
      "image2",
    ],
  ];
}
