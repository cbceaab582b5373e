import type { ReactElement } from "react";
import type { MediaForm } from "../../../server/src/assets/words.ts";
import type { SiteContext } from "../frame/site-context.ts";

/** What is said in a recording, and its parts; times in seconds. */
export type Captions = {
  cues: { start: number; end: number; text: string }[];
  chapters: { start: number; title: string }[];
};

/** A sound or film that is played. */
export type Recording = {
  place: number;
  fileId: string;
  kind: MediaForm;
  type: string;
  name: string;
  captions: Captions | null;
};

/** `1:02:03`, `2:03`. */
function clockOf(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/**
 * A sound or film with its chapters and what is said in it: every line is a link to its moment. Without JavaScript the
 * browser's own player stands here, and a link opens the recording at that moment.
 */
export function Player(props: {
  site: SiteContext;
  file: Recording;
  title: string;
  still: string | null;
}): ReactElement {
  const { site, file, title, still } = props;
  const { t } = site;
  const source = `/files/${file.fileId}`;
  // What browsers play, where it was made of an original that they do not.
  const played = `${source}/playing`;
  const { cues, chapters } = file.captions ?? { cues: [], chapters: [] };
  const tracks = (
    <>
      {cues.length > 0 ? (
        <track
          kind="captions"
          src={`/media/${file.fileId}/captions.vtt`}
          label={t("media.captions")}
          default={file.kind === "video"}
        />
      ) : null}
      {chapters.length > 0 ? (
        <track kind="chapters" src={`/media/${file.fileId}/chapters.vtt`} label={t("media.chapters")} />
      ) : null}
    </>
  );
  const at = (seconds: number): string => `${played}#t=${seconds}`;
  return (
    <section
      id={`recording-${file.place}`}
      className={`play play-${file.kind}`}
      data-island="player"
      aria-label={title}
    >
      <div className="play-stage">
        {file.kind === "audio" ? (
          // biome-ignore lint/a11y/useMediaCaption: its tracks are given where there are any
          <audio controls preload="metadata" src={played}>
            {tracks}
          </audio>
        ) : (
          // biome-ignore lint/a11y/useMediaCaption: its tracks are given where there are any
          <video controls preload="metadata" src={played} poster={still ?? `${source}/still`} playsInline>
            {tracks}
          </video>
        )}
        {chapters.length > 0 ? <Chapters site={site} chapters={chapters} at={at} /> : null}
        <p>
          <a href={source} type={file.type} download={file.name}>
            {t(`collections.open.${file.kind}`, { name: file.name })}
          </a>
        </p>
      </div>
      {cues.length > 0 ? (
        <Said site={site} cues={cues} at={at} />
      ) : file.captions === null ? (
        <p className="quiet">{t("media.no-transcript")}</p>
      ) : null}
    </section>
  );
}

type At = (seconds: number) => string;

function Chapters(props: { site: SiteContext; chapters: Captions["chapters"]; at: At }): ReactElement {
  const { chapters, at } = props;
  const { t } = props.site;
  return (
    <nav className="play-chapters" aria-label={t("media.chapters")}>
      <ol>
        {chapters.map((one) => (
          <li key={one.start}>
            <a href={at(one.start)} data-at={one.start}>
              <span className="num">{clockOf(one.start)}</span> {one.title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** What is said, line by line, with a box to find words in it. */
function Said(props: { site: SiteContext; cues: Captions["cues"]; at: At }): ReactElement {
  const { cues, at } = props;
  const { t } = props.site;
  return (
    <div className="play-said">
      <div className="play-said-head">
        <h2 className="song">{t("media.transcript")}</h2>
        <label hidden data-find>
          <span className="vh">{t("media.find-words")}</span>
          <input
            type="search"
            placeholder={t("media.find-words")}
            data-count={t("media.found", { count: "{{count}}" })}
          />
        </label>
        <output aria-live="polite" />
      </div>
      <ol>
        {cues.map((cue) => (
          <li key={`${cue.start} ${cue.text}`} data-end={cue.end}>
            <a href={at(cue.start)} data-at={cue.start}>
              <span className="num">{clockOf(cue.start)}</span> <span className="play-words">{cue.text}</span>
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}
