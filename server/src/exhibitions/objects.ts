import { sql } from "kysely";
import { type Chapter, type Cue, kindOf, readChapters, readCues, smallSize } from "../assets/index.ts";
import type { Db } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";
import type { Content } from "./schema.ts";

/** A file of an object that everybody may open, or a picture that everybody sees, if small. */
export type ShownFile = {
  place: number;
  fileId: string;
  type: string;
  kind: ReturnType<typeof kindOf>;
  width: number | null;
  height: number | null;
  /** Whoever looks sees it small only. */
  isSmall: boolean;
  /** How large it is seen; null: it is no picture. */
  seen: { width: number; height: number } | null;
};
/** An object as exhibitions show it; `files`: only what everybody may open or see. */
export type ShownObject = {
  number: number;
  title: string;
  lang: string | null;
  collection: LocalText;
  captions: Map<string, { cues: Cue[]; chapters: Chapter[] }>;
  files: ShownFile[];
};

/** Numbers of all objects that an exhibition shows, each once. */
export function referencesOf(content: Content): number[] {
  const numbers = new Set<number>();
  if (content.cover) numbers.add(content.cover.object);
  for (const page of content.pages)
    for (const block of page.sections.flatMap((section) => section.blocks)) {
      if (block.kind === "compare") numbers.add(block.left.object).add(block.right.object);
      else if (block.kind === "wall") for (const one of block.objects) numbers.add(one);
      else if (block.kind !== "text") numbers.add(block.object);
    }
  return [...numbers];
}

type Row = {
  number: number;
  title: string;
  lang: string | null;
  collection: LocalText;
  files: Omit<ShownFile, "kind" | "seen">[] | null;
  captions: Record<string, string> | null;
};

/**
 * Objects that readers find, by number, with those of their files that everybody may open or see. One query. `isSignedIn`:
 * nothing is small to whoever looks.
 */
export async function objectsOf(
  db: Db,
  numbers: readonly number[],
  isSignedIn = false,
): Promise<Map<number, ShownObject>> {
  if (numbers.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select e.number, e.brief->>'title' as title, e.brief->>'lang' as lang, c.live_config->'name' as collection,
      p.files, p.captions
    from collections.shown_object e join collections.collection_fact c on c.id = e.collection_id
    left join lateral (
      select jsonb_agg(jsonb_build_object('place', g.place, 'fileId', g.file_id, 'type', f.media_type,
          'width', f.width, 'height', f.height, 'isSmall', f.open_to = 'low-resolution' and not ${isSignedIn}) order by g.place) as files,
        jsonb_object_agg(g.file_id, g.text) filter (where g.text like 'WEBVTT%' and f.open_to = 'everyone') as captions
      from collections.page_fact g join assets.file_fact f on f.id = g.file_id
      where g.object_id = e.object_id and (f.open_to = 'everyone' or (f.open_to = 'low-resolution' and f.media_type like 'image/%'))
        and (f.embargo_until is null or f.embargo_until <= current_date)) p on true
    where e.number = any(${[...numbers]}::bigint[])`.execute(db);
  return new Map(
    rows.map(({ files, captions, ...row }) => [
      row.number,
      {
        ...row,
        captions: new Map(
          Object.entries(captions ?? {}).map(([id, text]) => [
            id,
            { cues: readCues(text), chapters: readChapters(text) },
          ]),
        ),
        files: (files ?? []).map((file) => ({ ...file, kind: kindOf(file.type), seen: seenAs(file) })),
      },
    ]),
  );
}

function seenAs({ width, height, isSmall }: Omit<ShownFile, "kind" | "seen">): ShownFile["seen"] {
  if (width === null || height === null) return null;
  return isSmall ? smallSize({ width, height }) : { width, height };
}

/** Objects that can be shown, by words or by number. */
export async function findExhibitable(
  db: Db,
  numbers: readonly number[],
): Promise<{ number: number; title: string; collection: string; picture: string | null; pages: number }[]> {
  const known = await objectsOf(db, numbers);
  return numbers.flatMap((number) => {
    const one = known.get(number);
    if (!one) return [];
    const picture = one.files.find((file) => file.kind === "image")?.fileId ?? null;
    const collection = one.collection["zh-Hans"] ?? Object.values(one.collection)[0] ?? "";
    return [{ number, title: one.title, collection, picture, pages: one.files.length }];
  });
}
