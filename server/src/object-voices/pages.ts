import type { ObjectVoices } from "../../../web/reader/collections/voices.tsx";
import { findObjectPage, openForPage } from "../collections/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import { Problem } from "../kernel/problem.ts";
import { jsonLdOf } from "../object-embeds/index.ts";
import { elsewhereOf } from "../object-guests/index.ts";
import { contentsOf, familyShown, turnedAs } from "../object-parts/index.ts";
import { originalShown } from "../object-requests/index.ts";
import { findBeside } from "./beside.ts";
import { findLeaf } from "./leaf-page.ts";
import { countReadings, pageNow } from "./readings.ts";
import { refuse } from "./refusals.ts";
import { voicesOf } from "./voices.ts";

async function findVoices({ db, actor }: PageVisit, number: number): Promise<ObjectVoices> {
  const [voices, readings] = await Promise.all([
    voicesOf(db, number, actor?.personId ?? null),
    countReadings(db, number),
  ]);
  return { ...voices, readings };
}

const object = page({
  path: "/objects/:number",
  component: "ObjectPage",
  find: async (visit) => {
    const { found, shown, q } = await openForPage(visit);
    const turned = await turnedAs(visit.db, found);
    const held = {
      number: found.object.number,
      memberId: shown.collection.memberId,
      member: shown.member,
    };
    const [facts, family, elsewhere, voices, original] = await Promise.all([
      findObjectPage(visit.db, visit.site, shown, turned, q),
      familyShown(visit.db, visit.site, shown, found),
      elsewhereOf(visit, found),
      found.isPreview ? null : findVoices(visit, found.object.number),
      found.isPreview ? null : originalShown(visit, held),
    ]);
    const contents = contentsOf(found.pages, (place) => {
      const { href, label, kind } = facts.pages[place - 1]!;
      const isOpen = !found.closed && (!found.isSmall || kind === "image");
      return { href: isOpen ? href : null, label: label || String(place) };
    });
    const { origin, base } = visit.site;
    const jsonLd = jsonLdOf(found, {
      title: facts.title,
      origin,
      base: `${base}/objects/${facts.number}`,
      collection: { name: facts.look.name, href: `${base}/collections/${facts.look.slug}` },
      member: shown.member,
    });
    return { ...facts, contents, family, elsewhere, voices, original, jsonLd };
  },
});

const leaf = page({
  path: "/objects/:number/pages/:place",
  component: "LeafPage",
  find: async (visit) => {
    const { found, shown, q } = await openForPage(visit);
    if (found.closed) throw found.closed;
    const [beside, turned] = await Promise.all([findBeside(visit, found), turnedAs(visit.db, found)]);
    return await findLeaf(visit.db, visit.site, shown, turned, {
      place: visit.params.place!,
      q,
      beside,
      single: visit.query.single,
    });
  },
});

/** The text of a page, to be put right. Refuses as `openObject`, `page-unknown` 404, `sign-in-needed` 401. */
const text = page({
  path: "/objects/:number/pages/:place/text",
  component: "PageTextPage",
  find: async (visit) => {
    if (visit.actor === null) throw new Problem("sign-in-needed", 401);
    const { found, shown } = await openForPage(visit);
    if (found.closed) throw found.closed;
    const place = /^\d{1,6}$/.test(visit.params.place!) ? Number(visit.params.place) : 0;
    const image = found.pages
      .filter((one) => one.type.startsWith("image/"))
      .find((one) => one.place === place);
    if (!image || found.isPreview) throw refuse("page-unknown");
    const now = await pageNow(visit.db, found.object.number, place);
    const facts = await findObjectPage(visit.db, visit.site, shown, found, "");
    const base = `${visit.site.base}/objects/${found.object.number}`;
    return {
      look: facts.look,
      title: facts.title,
      lang: facts.lang,
      objectHref: base,
      leafHref: `${base}/pages/${place}`,
      place,
      fileId: image.fileId,
      text: now.text,
      version: now.version,
    };
  },
});

/** The pages of this room: an object with what is said of it, its leaves, and the text of a page to be put right. */
export const voicePages: readonly ReaderPage[] = [object, leaf, text];
