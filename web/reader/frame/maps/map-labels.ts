/** Something drawn on a map, in units of the picture: its middle, how far it reaches from there, and what it is called. */
export type Marked = { x: number; y: number; reach: number; label: string };
/** Where a name stands: the middle of its line, or its end where it stands beside the thing. */
export type Label = { x: number; y: number; anchor: "start" | "middle" | "end" };

type Box = { left: number; right: number; top: number; bottom: number };
type Frame = { width: number; height: number };

const GAP = 5;
/** How wide a Latin sign is beside one in Han. */
const LATIN_SHARE = 0.58;
const HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\p{Script=Han}]/u;

const widthOf = (label: string, size: number): number =>
  [...label].reduce((sum, sign) => sum + (HAN.test(sign) ? size : size * LATIN_SHARE), 0);

const areApart = (a: Box, b: Box): boolean =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

/** The four places of a name, the usual one first, with the room it takes there. */
function placesOf({ x, y, reach, label }: Marked, size: number): { label: Label; box: Box }[] {
  const wide = widthOf(label, size);
  const off = reach + GAP;
  const at = (label: Label, left: number): { label: Label; box: Box } => ({
    label,
    box: { left, right: left + wide, top: label.y - size * 0.9, bottom: label.y + size * 0.25 },
  });
  return [
    at({ x, y: y + off + size * 0.85, anchor: "middle" }, x - wide / 2),
    at({ x, y: y - off - size * 0.25, anchor: "middle" }, x - wide / 2),
    at({ x: x + off, y: y + size * 0.35, anchor: "start" }, x + off),
    at({ x: x - off, y: y + size * 0.35, anchor: "end" }, x - off - wide),
  ];
}

/**
 * Names of things on a map where each stands clear of every point and of the names before it, inside the picture. A thing
 * without one is named where it is pointed at, and in the list beside. `size`: the height of the letters.
 */
export function placeLabels(marked: readonly Marked[], size: number, frame: Frame): (Label | null)[] {
  // A square is a region: a name may stand on it, only not on what is a point.
  const points = marked.filter(({ reach }) => reach <= size);
  const taken: Box[] = points.map(({ x, y, reach }) => ({
    left: x - reach,
    right: x + reach,
    top: y - reach,
    bottom: y + reach,
  }));
  return marked.map((one) => {
    const reach = Math.min(one.reach, size);
    const found = placesOf({ ...one, reach }, size).find(
      ({ box }) =>
        box.left >= 0 &&
        box.right <= frame.width &&
        box.top >= 0 &&
        box.bottom <= frame.height &&
        taken.every((other) => areApart(other, box)),
    );
    if (!found) return null;
    taken.push(found.box);
    return found.label;
  });
}
