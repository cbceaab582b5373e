import type { ReactElement } from "react";
import type { MediaForm } from "../../../server/src/assets/words.ts";
import type { BlockKind } from "../../../server/src/exhibitions/words.ts";
import type { Captions } from "../media/player.tsx";

/** A picture or another file of an object. */
export type ExhibitionFile = {
  place: number;
  fileId: string;
  type: string;
  kind: MediaForm;
  width: number | null;
  height: number | null;
  /** Whoever looks sees it small only. */
  isSmall: boolean;
  /** How large it is seen, in pixels; null: it is no picture. */
  seen: { width: number; height: number } | null;
};

/** What an object is called, and where it is seen whole. */
export type ObjectLabel = { href: string; title: string; lang: string | undefined; collection: string };

/** A block with everything it shows, in the reader's words. */
export type ShownBlock = {
  kind: BlockKind;
  object: ObjectLabel | null;
  title: string;
  text: string;
  pictures: (ExhibitionFile & { label: ObjectLabel | null })[];
  /** Parts of the picture, in its pixels. */
  steps: { left: number; top: number; width: number; height: number; title: string; text: string }[];
  media: ExhibitionFile[];
  captions?: (Captions | null)[];
  rows: (ObjectLabel & { picture: string | null })[];
};

/** Paragraphs of a text: an empty line stands between two. */
export function Words({ text, className }: { text: string; className?: string }): ReactElement {
  return (
    <div className={className ?? "exh-words"}>
      {text
        .split(/\n\s*\n/)
        .filter(Boolean)
        .map((one) => (
          <p key={one.slice(0, 80)}>{one}</p>
        ))}
    </div>
  );
}
