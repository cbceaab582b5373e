import type {
  ExhibitionCard,
  ExhibitionCover,
  ExhibitionHead,
  ShownPage,
} from "../../../web/reader/exhibitions/exhibition.tsx";
import type { ShownBlock } from "../../../web/reader/exhibitions/shown.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import { listMembers } from "../consortium/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import { mayDo } from "../people/index.ts";
import { type Exhibition, getExhibition, listExhibitions } from "./exhibitions.ts";
import { objectsOf, referencesOf, type ShownFile, type ShownObject } from "./objects.ts";
import { refuse } from "./refusals.ts";
import type { Block, Content, ExhibitionPage, Step } from "./schema.ts";

type Known = ReadonlyMap<number, ShownObject>;

/** The picture of an object at a place; the first there is when that place holds none; null: none is open to everybody. */
function pictureAt(known: Known, number: number, place: number): ShownFile | null {
  const images = (known.get(number)?.files ?? []).filter((file) => file.kind === "image");
  return images.find((file) => file.place === place) ?? images[0] ?? null;
}

/** An exhibition with what its pages are made of. */
type Open = { one: Exhibition; content: Content; isPreview: boolean; member: string; known: Known };

/**
 * An exhibition as whoever asks sees it: the live edition, or with `?preview` the draft for those who make it. Refuses
 * `exhibition-unknown` 404, `exhibition-withdrawn` 410.
 */
async function open(visit: PageVisit): Promise<Open> {
  const { db, actor, site, params, query } = visit;
  const one = await getExhibition(db, params.slug!);
  const isMaker = actor !== null && mayDo(actor, "catalogue.edit", one.memberId);
  const isPublic = one.live !== null && !one.isWithdrawn;
  const isPreview = isMaker && (query.preview !== undefined || !isPublic);
  if (!isPublic && !isMaker) throw refuse(one.live === null ? "exhibition-unknown" : "exhibition-withdrawn");
  const content = isPreview ? one.draft : one.live!;
  const [known, member] = await Promise.all([
    objectsOf(db, referencesOf(content), actor !== null),
    memberName(db, one.memberId, site.language),
  ]);
  return { one, content, isPreview, member, known };
}

async function memberName(db: Db, memberId: number, language: Language): Promise<string> {
  const member = (await listMembers(db)).find((each) => each.id === memberId);
  return member ? pick(member.name, language) : "";
}

function headOf({ one, content, isPreview, member }: Open, site: SiteContext): ExhibitionHead {
  const tail = isPreview ? "?preview" : "";
  const href = `${site.base}/exhibitions/${one.slug}`;
  return {
    slug: one.slug,
    title: pick(content.title, site.language),
    colour: content.colour,
    member,
    isPreview,
    href: href + tail,
    printHref: `${href}/sheet${tail}`,
    pages: content.pages.map((each) => ({
      key: each.key,
      title: pick(each.title, site.language),
      href: `${href}/${each.key}${tail}`,
    })),
  };
}

function coverOf({ content, known }: Open, site: SiteContext): ExhibitionCover {
  return {
    subtitle: pick(content.subtitle, site.language),
    intro: pick(content.intro, site.language),
    credits: pick(content.credits, site.language),
    picture: content.cover ? pictureAt(known, content.cover.object, content.cover.place) : null,
  };
}

function shownPage(open: Open, given: ExhibitionPage, site: SiteContext): ShownPage {
  return {
    key: given.key,
    title: pick(given.title, site.language),
    sections: given.sections.map((section) => ({
      title: pick(section.title, site.language),
      blocks: section.blocks.flatMap((block) => shownBlock(open.known, block, site) ?? []),
    })),
  };
}

function labelOf(known: Known, number: number, site: SiteContext): ShownBlock["object"] {
  const one = known.get(number)!;
  return {
    href: `${site.base}/objects/${number}`,
    title: one.title,
    lang: one.lang ?? undefined,
    collection: pick(one.collection, site.language),
  };
}

/** A block in the reader's words; null where the object it is about can no longer be shown. */
function shownBlock(known: Known, block: Block, site: SiteContext): ShownBlock | null {
  const say = (text: Parameters<typeof pick>[0]): string => pick(text, site.language);
  const plain = { object: null, title: "", text: "", pictures: [], steps: [], media: [], rows: [] };
  if (block.kind === "text")
    return { ...plain, kind: "text", title: say(block.title), text: say(block.text) };
  if (block.kind === "wall") {
    const rows = block.objects.flatMap((number) =>
      known.has(number)
        ? [{ ...labelOf(known, number, site)!, picture: pictureAt(known, number, 1)?.fileId ?? null }]
        : [],
    );
    return rows.length === 0 ? null : { ...plain, kind: "wall", title: say(block.title), rows };
  }
  if (block.kind === "compare") {
    const sides = [block.left, block.right].map(({ object, place }) => ({
      picture: pictureAt(known, object, place),
      label: known.has(object) ? labelOf(known, object, site) : null,
    }));
    if (sides.some((side) => side.picture === null)) return null;
    const pictures = sides.map((side) => ({ ...side.picture!, label: side.label }));
    return { ...plain, kind: "compare", text: say(block.note), pictures };
  }
  const one = known.get(block.object);
  if (!one) return null;
  const object = labelOf(known, block.object, site);
  if (block.kind === "media") {
    const media = one.files.filter((file) => file.kind === "audio" || file.kind === "video");
    if (media.length === 0) return null;
    const poster = one.files.filter((file) => file.kind === "image").slice(0, 1);
    const pictures = poster.map((file) => ({ ...file, label: null }));
    return {
      ...plain,
      kind: "media",
      object,
      text: say(block.note),
      media,
      pictures,
      captions: media.map((file) => one.captions.get(file.fileId) ?? null),
    };
  }
  const picture = pictureAt(known, block.object, block.place);
  if (!picture) return null;
  const pictures = [{ ...picture, label: null }];
  if (block.kind === "object") return { ...plain, kind: "object", object, text: say(block.note), pictures };
  const steps = block.steps.map((step) => shownStep(step, picture, site.language));
  return { ...plain, kind: "zoom", object, title: say(block.title), pictures, steps };
}

function shownStep(step: Step, picture: ShownFile, language: Language): ShownBlock["steps"][number] {
  const [width, height] = [picture.width!, picture.height!];
  const left = Math.floor((step.x / 100) * width);
  const top = Math.floor((step.y / 100) * height);
  const part = {
    left,
    top,
    width: Math.max(1, Math.min(width - left, Math.round((step.width / 100) * width))),
    height: Math.max(1, Math.min(height - top, Math.round((step.height / 100) * height))),
  };
  return { ...part, title: pick(step.title, language), text: pick(step.text, language) };
}

/** Exhibitions that are open, as a wall shows them. `only`: the one of this address. */
export async function exhibitionCards(
  db: Db,
  site: Pick<SiteContext, "base" | "language">,
  only?: string,
): Promise<ExhibitionCard[]> {
  const all = (await listExhibitions(db)).filter((one) => one.live !== null && !one.isWithdrawn);
  const open = all.filter((one) => only === undefined || one.slug === only);
  const covers = open.flatMap((one) => one.live!.cover?.object ?? []);
  const [known, members] = await Promise.all([objectsOf(db, covers), listMembers(db)]);
  const picture = (live: Content): ShownFile | null =>
    live.cover ? pictureAt(known, live.cover.object, live.cover.place) : null;
  return open.map(({ slug, live, memberId }) => ({
    href: `${site.base}/exhibitions/${slug}`,
    title: pick(live!.title, site.language),
    subtitle: pick(live!.subtitle, site.language),
    colour: live!.colour,
    member: pick(members.find((one) => one.id === memberId)?.name ?? {}, site.language),
    picture: picture(live!)?.fileId ?? null,
    isSmall: picture(live!)?.isSmall ?? false,
  }));
}

const list = page({
  path: "/exhibitions",
  component: "ExhibitionsPage",
  find: async ({ db, site }) => ({ exhibitions: await exhibitionCards(db, site) }),
});

const cover = page({
  path: "/exhibitions/:slug",
  component: "ExhibitionCoverPage",
  find: async (visit) => {
    const found = await open(visit);
    return { head: headOf(found, visit.site), cover: coverOf(found, visit.site) };
  },
});

const sheet = page({
  path: "/exhibitions/:slug/sheet",
  component: "ExhibitionSheetPage",
  find: async (visit) => {
    const found = await open(visit);
    return {
      head: headOf(found, visit.site),
      cover: coverOf(found, visit.site),
      pages: found.content.pages.map((one) => shownPage(found, one, visit.site)),
    };
  },
});

const leaf = page({
  path: "/exhibitions/:slug/:page",
  component: "ExhibitionPage",
  find: async (visit) => {
    const found = await open(visit);
    const given = found.content.pages.find((one) => one.key === visit.params.page);
    if (!given) throw refuse("exhibition-unknown");
    return { head: headOf(found, visit.site), page: shownPage(found, given, visit.site) };
  },
});

/** The readers' pages of exhibitions: the list, and of each its cover, its pages, and all of it on one sheet. */
export const exhibitionPages: readonly ReaderPage[] = [list, cover, sheet, leaf];
