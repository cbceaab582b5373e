import type { LeafProps } from "../../../web/reader/collections/leaf.tsx";
import { kindOf } from "../assets/index.ts";
import { type OpenObject, openObject, titleOf } from "../collections/index.ts";
import type { PageVisit } from "../contracts/reader-page.ts";
import { Problem } from "../kernel/problem.ts";

const LONGEST = 500;

/** Which page is meant: `7` of the same object, `12.3` or an address of another's. */
function meant(asked: string, own: number): { number: string; place: string } | null {
  const [, number, place] =
    /objects\/(\d{1,15})(?:\/pages\/(\d{1,6}))?/.exec(asked) ?? /^(\d{1,15})\.(\d{1,6})$/.exec(asked) ?? [];
  if (number !== undefined) return { number, place: place ?? "" };
  return /^\d{1,6}$/.test(asked) ? { number: String(own), place: asked } : null;
}

/**
 * The page that is laid beside another one, to compare them; null: none was asked for. What is not there, or closed to
 * whoever asks, is said to be so, and nothing more.
 */
export async function findBeside(visit: PageVisit, open: OpenObject): Promise<LeafProps["beside"]> {
  const asked = (visit.query.beside ?? "").slice(0, LONGEST).trim();
  if (asked === "") return null;
  const nothing = { asked, page: null };
  const which = meant(asked, open.object.number);
  if (!which) return nothing;
  const other = await openObject(visit, which.number, { actor: visit.actor, ip: visit.ip }).catch(
    (error: unknown) => {
      if (error instanceof Problem && error.status < 500) return null;
      throw error;
    },
  );
  if (!other || other.closed) return nothing;
  const images = other.pages.filter((page) => kindOf(page.type) === "image");
  const page = which.place === "" ? images[0] : images.find((one) => String(one.place) === which.place);
  if (!page) return nothing;
  const { number, identifier, data } = other.object;
  return {
    asked: `${number}.${page.place}`,
    page: {
      fileId: page.fileId,
      title: titleOf(other.config, identifier, data),
      label: page.label,
      place: page.place,
      width: page.width!,
      height: page.height!,
      href: `${visit.site.base}/objects/${number}/pages/${page.place}`,
    },
  };
}
