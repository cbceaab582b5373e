import { similarity } from "@commonshelf/cjk";
import type { MatchProfile } from "./profile.ts";
import { isOtherAid } from "./study-aids.ts";

/** One reason for or against: a name, the points it gave, and for a veto `veto: true`. */
export type MatchReason = { feature: string; points: number; veto?: true };

/** How alike two records are, and why. A veto outweighs everything. */
export type MatchScore = { score: number; vetoed: boolean; reasons: MatchReason[] };

/**
 * The weights of the first matcher, as data. Points are roughly log-odds: 4 alone is strong, 6 decides with one more
 * agreeing feature. `join` is the score from which two records are the same manifestation.
 */
export const matchWeights = {
  join: 5.2,
  isbnShared: 5,
  /** A cancelled ISBN speaks neither for nor against: publishers print numbers again. */
  isbnOld: 0,
  isbnDisjoint: -3.5,
  otherShared: 3,
  otherCancelled: 2,
  titleEqual: 4,
  titleContained: 2.5,
  titleClose: 2,
  titleNear: 0.5,
  titleDifferent: -6,
  authorShared: 1.5,
  authorClose: 0.8,
  authorDifferent: -2.5,
  yearEqual: 1.2,
  yearNear: 0.2,
  yearFar: -3,
  yearFarSameIsbn: -0.5,
  publisherEqual: 1.2,
  publisherClose: 0.8,
  publisherDifferent: -3,
  publisherDifferentSameIsbn: -1.5,
  pagesClose: 0.5,
  pagesFar: -0.8,
  editionEqual: 0.4,
  editionOneSided: -1.2,
} as const;

/** Titles at least this alike (bigram Dice, 0..1) count as close or near. */
const CLOSE = 0.86;
const NEAR = 0.6;

/** Compares two profiles, feature by feature. Symmetric. */
export function scoreMatch(a: MatchProfile, b: MatchProfile): MatchScore {
  const reasons: MatchReason[] = [];
  const note = (feature: string, points: number): void => {
    if (points !== 0) reasons.push({ feature, points });
  };
  const veto = (feature: string): void => {
    reasons.push({ feature, points: 0, veto: true });
  };
  vetoes(a, b, veto);
  if (reasons.length > 0) return { score: 0, vetoed: true, reasons };
  const sameIsbn = a.isbns.some((value) => b.isbns.includes(value));
  noteIdentifiers(a, b, sameIsbn, note);
  noteTitle(a, b, note);
  noteAuthor(a, b, note);
  noteYear(a, b, sameIsbn, note);
  notePublisher(a, b, sameIsbn, note);
  noteEdition(a, b, note);
  if (a.pages && b.pages) {
    const difference = Math.abs(a.pages - b.pages);
    if (difference <= Math.max(3, a.pages * 0.02)) note("pages-close", matchWeights.pagesClose);
    else if (difference > Math.max(30, a.pages * 0.2)) note("pages-far", matchWeights.pagesFar);
  }
  return { score: reasons.reduce((sum, r) => sum + r.points, 0), vetoed: false, reasons };
}

function vetoes(a: MatchProfile, b: MatchProfile, veto: (feature: string) => void): void {
  if (a.type !== b.type) veto("type");
  if (a.carrier !== b.carrier) veto("carrier");
  if ((a.part === null) !== (b.part === null)) veto("set-or-volume");
  else if (a.part && b.part && !(isSamePart(a.part, b.part) && isSameName(a.partNames, b.partNames)))
    veto("volume");
  if (a.edition && b.edition && a.edition !== b.edition && isTelling(a.edition) && isTelling(b.edition))
    veto("edition");
  const [inHan, otherInHan] = [a.han.length > 0, b.han.length > 0];
  const scripts = inHan !== otherInHan ? "mixed" : inHan ? "han" : "other";
  if (a.aid && b.aid && isOtherAid(a.aid, b.aid, scripts)) veto("study-aid");
  if (a.languages.length > 0 && b.languages.length > 0 && !a.languages.some((l) => b.languages.includes(l)))
    veto("language");
}

/** Parts that may be one: 下 may be the second or the third, but never is what another record calls 中. */
function isSamePart(a: string[], b: string[]): boolean {
  const [left, right] = [a, b].map((part) => part.find((p) => p.includes("@")));
  if (left !== undefined && right !== undefined) return left === right;
  return a.some((p) => b.includes(p));
}

/** Names of a part with one number: they part only where both records give one. */
function isSameName(a: string[] = [], b: string[] = []): boolean {
  return a.length === 0 || b.length === 0 || a.some((name) => b.includes(name));
}

/** Editions by number or the word for a revision; other wordings (精装版, 影印本) do not veto. */
function isTelling(edition: string): boolean {
  return /^\d+$/.test(edition) || edition === "rev";
}

type Note = (feature: string, points: number) => void;

function noteIdentifiers(a: MatchProfile, b: MatchProfile, sameIsbn: boolean, note: Note): void {
  if (sameIsbn) note("isbn-shared", matchWeights.isbnShared);
  else if (a.isbns.length > 0 && b.isbns.length > 0) {
    const old = a.isbns.some((i) => b.oldIsbns.includes(i)) || b.isbns.some((i) => a.oldIsbns.includes(i));
    note(old ? "isbn-cancelled" : "isbn-different", old ? matchWeights.isbnOld : matchWeights.isbnDisjoint);
  }
  if (a.others.some((value) => b.others.includes(value))) note("number-shared", matchWeights.otherShared);
  else if (isReplaced(a, b) || isReplaced(b, a)) note("number-cancelled", matchWeights.otherCancelled);
}

/** Whether a number that `a` gave up is the one `b` goes by. */
function isReplaced(a: MatchProfile, b: MatchProfile): boolean {
  return (a.oldOthers ?? []).some((value) => b.others.includes(value));
}

function noteTitle(a: MatchProfile, b: MatchProfile, note: Note): void {
  const byHan = a.han.length > 0 && b.han.length > 0;
  const [left, right] = byHan ? [a.han, b.han] : [a.latin, b.latin];
  if (left.length === 0 || right.length === 0) return;
  if (left.some((key) => right.includes(key))) {
    note("title-equal", matchWeights.titleEqual);
    return;
  }
  if (left.some((x) => right.some((y) => contains(x, y)))) {
    note("title-contained", matchWeights.titleContained);
    return;
  }
  const best = Math.max(...left.flatMap((x) => right.map((y) => similarity(x, y))));
  if (best >= CLOSE) {
    note("title-close", matchWeights.titleClose);
    return;
  }
  if (best >= NEAR) {
    note("title-near", matchWeights.titleNear);
    return;
  }
  note("title-different", matchWeights.titleDifferent);
}

function contains(x: string, y: string): boolean {
  const [short, long] = x.length < y.length ? [x, y] : [y, x];
  return short.length >= 4 && long.startsWith(short);
}

function noteAuthor(a: MatchProfile, b: MatchProfile, note: Note): void {
  const byHan = a.authors.length > 0 && b.authors.length > 0;
  const [left, right] = byHan ? [a.authors, b.authors] : [a.authorLatin, b.authorLatin];
  if (left.length === 0 || right.length === 0) return;
  if (left.some((name) => right.includes(name))) {
    note("author-shared", matchWeights.authorShared);
    return;
  }
  if (left.some((x) => right.some((y) => similarity(x, y) >= 0.7 || contains(x, y)))) {
    note("author-close", matchWeights.authorClose);
    return;
  }
  note("author-different", matchWeights.authorDifferent);
}

/** Years between two dates: 0 where they may be the same year. */
function yearsApart(a: MatchProfile, b: MatchProfile): number {
  const [from, to] = [a.year!, a.yearTo ?? a.year!];
  const [otherFrom, otherTo] = [b.year!, b.yearTo ?? b.year!];
  return Math.max(0, otherFrom - to, from - otherTo);
}

function noteYear(a: MatchProfile, b: MatchProfile, sameIsbn: boolean, note: Note): void {
  if (a.year === null || b.year === null) return;
  const difference = yearsApart(a, b);
  const isExact = (a.yearTo ?? a.year) === (b.yearTo ?? b.year) && a.year === b.year;
  if (isExact) note("year-equal", matchWeights.yearEqual);
  else if (difference <= 1) note("year-near", matchWeights.yearNear);
  else note("year-far", sameIsbn ? matchWeights.yearFarSameIsbn : matchWeights.yearFar);
}

function notePublisher(a: MatchProfile, b: MatchProfile, sameIsbn: boolean, note: Note): void {
  const byHan = a.publishers.length > 0 && b.publishers.length > 0;
  const [left, right] = byHan ? [a.publishers, b.publishers] : [a.publisherLatin, b.publisherLatin];
  if (left.length === 0 || right.length === 0) return;
  if (left.some((name) => right.includes(name))) {
    note("publisher-equal", matchWeights.publisherEqual);
    return;
  }
  const close = left.some((x) =>
    right.some((y) => x.includes(y) || y.includes(x) || similarity(x, y) >= 0.7),
  );
  if (close) {
    note("publisher-close", matchWeights.publisherClose);
    return;
  }
  note(
    "publisher-different",
    sameIsbn ? matchWeights.publisherDifferentSameIsbn : matchWeights.publisherDifferent,
  );
}

function noteEdition(a: MatchProfile, b: MatchProfile, note: Note): void {
  if (a.edition === b.edition) {
    if (a.edition) note("edition-equal", matchWeights.editionEqual);
    return;
  }
  const only = a.edition === null ? b.edition : b.edition === null ? a.edition : null;
  // The first edition often goes unsaid; a later one seldom does.
  if (only && only !== "1" && isTelling(only)) note("edition-one-sided", matchWeights.editionOneSided);
}

/** A cluster a record might belong to: the instance and the profiles of its live records. */
export type MatchCandidate = { instanceId: number; profiles: MatchProfile[] };

export type MatchOutcome = { instanceId: number | null; score: number; reasons: MatchReason[] };

/**
 * Where a record belongs: the instance with the best score that reaches `join` and in which no record vetoes or contradicts
 * it; null when it stands alone. Equal scores go to the lower id, so that the result does not depend on the query's order.
 */
export function decideMatch(profile: MatchProfile, candidates: MatchCandidate[]): MatchOutcome {
  let best: MatchOutcome = { instanceId: null, score: 0, reasons: [] };
  let nearest: MatchOutcome | undefined;
  for (const candidate of [...candidates].sort((x, y) => x.instanceId - y.instanceId)) {
    const scores = candidate.profiles.map((other) => scoreMatch(profile, other));
    const vetoed = scores.find((s) => s.vetoed);
    const top = scores.reduce((x, y) => (y.score > x.score ? y : x));
    const contradiction = vetoed ? undefined : contradictionOf(profile, candidate.profiles);
    const outcome = {
      instanceId: candidate.instanceId,
      score: top.score,
      reasons: vetoed?.reasons ?? (contradiction ? [...top.reasons, contradiction] : top.reasons),
    };
    if (!vetoed && !contradiction && top.score >= matchWeights.join && top.score > best.score) best = outcome;
    else if (!nearest || top.score > nearest.score) nearest = outcome;
  }
  if (best.instanceId !== null) return best;
  return { instanceId: null, score: nearest?.score ?? 0, reasons: nearest?.reasons ?? [] };
}

/**
 * What a record of the cluster says against the record, however well it fits another one there: other ISBNs than all of
 * theirs, a year that is not its own. A record without ISBN must not bring two editions together.
 */
function contradictionOf(profile: MatchProfile, members: readonly MatchProfile[]): MatchReason | undefined {
  if (profile.isbns.length > 0) {
    const known = members.flatMap((m) => [...m.isbns, ...m.oldIsbns]);
    const isKnown = [...profile.isbns, ...profile.oldIsbns].some((value) => known.includes(value));
    if (!isKnown && members.some((m) => m.isbns.length > 0))
      return { feature: "isbn-contradicts", points: 0, veto: true };
  }
  if (profile.year === null) return undefined;
  const isFar = members.some(
    (m) =>
      m.year !== null &&
      yearsApart(profile, m) > 1 &&
      !profile.isbns.some((value) => m.isbns.includes(value)) &&
      !profile.others.some((value) => m.others.includes(value)),
  );
  return isFar ? { feature: "year-contradicts", points: 0, veto: true } : undefined;
}
