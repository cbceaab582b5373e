import { qrPath } from "@commonshelf/qr";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { cellOf, centreOf, coordinateSystems, type Position, toWgs84 } from "../neighbours/index.ts";
import { sharedLoansOf } from "../peer-loans/index.ts";
import { myBooks } from "../shelves/index.ts";
import { findNests, getNest, isNestSteward } from "./nests.ts";
import { newestPhotos, photosOf } from "./photos.ts";
import { nestSecret } from "./secrets.ts";
import { stewardsOf } from "./stewards.ts";
import { undoable } from "./undo.ts";
import { copiesAt } from "./visits.ts";

/** A position from the texts of an address. Refuses `position-invalid` 400. */
function positionOf(lat: string, lon: string, system: string): Position {
  const position = { lat: Number(lat || "x"), lon: Number(lon || "x") };
  if (!(Math.abs(position.lat) <= 90 && Math.abs(position.lon) <= 180))
    throw new Problem("position-invalid", 400);
  return toWgs84(position, coordinateSystems.find((one) => one === system) ?? "wgs84");
}

const nests = page({
  path: "/nests",
  component: "NestsPage",
  find: async ({ db, clock, query }) => {
    const { q = "", lat = "", lon = "", system = "" } = query;
    const cell = lat === "" && lon === "" ? null : cellOf(positionOf(lat, lon, system));
    const text = q.slice(0, 100);
    const found = await findNests(db, clock, { cell, text });
    const photos = await newestPhotos(
      db,
      found.map((nest) => nest.id),
    );
    return { nests: found, photos, text, place: cell === null ? null : centreOf(cell) };
  },
});

const nest = page({
  path: "/nests/:code",
  component: "NestPage",
  find: async ({ db, clock, site, actor, params, query }) => {
    const one = await getNest(db, clock, params.code!);
    const personId = actor?.personId ?? null;
    const isSteward = personId !== null && (await isNestSteward(db, personId, one.id));
    const [copies, stewards, photos, loans, own, undo] = await Promise.all([
      copiesAt(db, one.id),
      stewardsOf(db, one.id, personId),
      photosOf(db, one.id, isSteward),
      personId === null ? [] : agreedLoans(db, clock, personId),
      personId === null ? null : myBooks(db, personId, {}),
      personId === null ? null : undoable(db, clock, one.id, personId),
    ]);
    const label = isSteward ? await nestSecret(db, one.id) : null;
    const address = `${site.origin}${site.base}/nests/${one.code}${label ? `?s=${label}` : ""}`;
    const code = { ...qrPath(address), address, secret: label };
    const free = (own?.items ?? []).filter((copy) => copy.isFree).map(({ id, title }) => ({ id, title }));
    const seen = { copies, stewards, photos, isSteward, loans, own: free, undo, code };
    return { nest: one, ...seen, secret: (query.s ?? "").slice(0, 40) };
  },
});

/** Agreed loans of a reader whose book may be left or taken at a nest. */
async function agreedLoans(db: Db, clock: Clock, personId: string): Promise<{ id: string; title: string }[]> {
  const both = await Promise.all(
    (["lender", "borrower"] as const).map((side) => sharedLoansOf(db, clock, personId, side)),
  );
  return both
    .flat()
    .flatMap(({ id, title, state }) => (state === "accepted" ? [{ id, title: title ?? "" }] : []));
}

/** Nests near or by name, and one nest. */
export const nestPages: readonly ReaderPage[] = [nests, nest];
