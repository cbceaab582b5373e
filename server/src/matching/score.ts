import { similarity } from "@commonshelf/cjk";
import type { MatchProfile } from "./profile.ts";
import { isOtherAid } from "./study-aids.ts";
import type { MatchFeature } from "./words.ts";

/** One reason for or against: a name, the points it gave, and for a veto `veto: true`. */
export type MatchReason = { feature: MatchFeature; points: number; veto?: true };

/** How alike two records are, and why. A veto outweighs everything. */
export type MatchScore = { score: number; vetoed: boolean; reasons: MatchReason[] };

/**
 * The weights, as data. Points are roughly log-odds: 4 alone is strong, 6 decides with one more agreeing feature.
 */
const matchWeights = {
  isbnShared: 5,
  isbnDisjoint: -3.5,
  otherShared: 3,
  otherCancelled: 2,
  unifiedDisjoint: -3.5,
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
  pagesFar: -2.5,
  pagesFarSameIsbn: -0.8,
  pagesAndYearDiffer: -1.9,
  isbnReused: -3.5,
  editionEqual: 0.4,
  editionOneSided: -1.2,
  editionOneSidedOtherYear: -2,
} as const;

/** Titles at least this alike (bigram Dice, 0..1) count as close or near. */
const CLOSE = 0.86;
const NEAR = 0.6;

/** Compares two profiles, feature by feature. Symmetric. */
export function scoreMatch(a: MatchProfile, b: MatchProfile): MatchScore {
  const reasons: MatchReason[] = [];
  const note = (feature: MatchFeature, points: number): void => {
    if (points !== 0) reasons.push({ feature, points });
  };
  const veto = (feature: MatchFeature): void => {
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
  noteEdition(a, b, sameIsbn, note);
  notePages(a, b, sameIsbn, note);
  noteReuse(reasons, note);
  return { score: reasons.reduce((sum, r) => sum + r.points, 0), vetoed: false, reasons };
}

function vetoes(a: MatchProfile, b: MatchProfile, veto: (feature: MatchFeature) => void): void {
  if (a.type !== b.type) veto("type");
  if (a.carrier !== b.carrier) veto("carrier");
  if ((a.part === null) !== (b.part === null)) {
    if (!isWholeTitle(a, b)) veto("set-or-volume");
  } else if (a.part && b.part && !(isSamePart(a.part, b.part) && isSameName(a.partNames, b.partNames)))
    veto("volume");
  else if (haveOtherRests(a, b)) veto("volume");
  if (isOtherEdition(a.edition, b.edition)) veto("edition");
  const [inHan, otherInHan] = [a.han.length > 0, b.han.length > 0];
  const scripts = inHan !== otherInHan ? "mixed" : inHan ? "han" : "other";
  if (a.aid && b.aid && isOtherAid(a.aid, b.aid, scripts)) veto("study-aid");
  if (a.languages.length > 0 && b.languages.length > 0 && !a.languages.some((l) => b.languages.includes(l)))
    veto("language");
}

/** One record's title with its part is the other's title: only one of them was seen to name a part. */
function isWholeTitle(a: MatchProfile, b: MatchProfile): boolean {
  return (
    (a.whole ?? []).some((key) => b.latin.includes(key)) ||
    (b.whole ?? []).some((key) => a.latin.includes(key))
  );
}

/** Longest name of a part that stands where a subtitle does: 电磁学, 热力学与统计物理. */
const LONGEST_REST = 9;
/** Names of parts of one series often end alike, 热学 and 力学 (0.33): below this they are others. */
const OTHER_REST = 0.4;
/** What subtitles of one book say here and not there: its kind, its edition. */
const NO_REST =
  /(?:小说|文学|作品|丛书|版|本|散文|随笔|诗歌|[文诗选][集选]|散文集|随笔集|小说集|作品集|传|传记|回忆录|纪实|剧|剧本|修订|增订|插图|图文|对照|全译|译注|教材|课本)$/u;

/** What stands behind this title in longer forms of it, where it may be the name of a part. */
function restsBehind(title: string, keys: readonly string[]): string[] {
  return keys
    .filter((key) => key.length > title.length && key.startsWith(title))
    .map((key) => key.slice(title.length))
    .filter(
      (rest) => rest.length <= LONGEST_REST && /^\p{Script=Han}{2,}$/u.test(rest) && !NO_REST.test(rest),
    );
}

/** One title with two short subtitles that have nothing in common and no number shared: 物理教程：热学 is not 物理教程：电磁学. */
function haveOtherRests(a: MatchProfile, b: MatchProfile): boolean {
  if (a.isbns.some((value) => b.isbns.includes(value))) return false;
  const shared = a.han.filter((key) => b.han.includes(key));
  if (shared.length !== 1) return false;
  const [left, right] = [restsBehind(shared[0]!, a.han), restsBehind(shared[0]!, b.han)];
  if (left.length === 0 || right.length === 0) return false;
  return !left.some((x) =>
    right.some((y) => similarity(x, y) >= OTHER_REST || x.includes(y) || y.includes(x)),
  );
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

/** Two numbers that differ, or a revision and the first edition: a revised one may have any later number. */
function isOtherEdition(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b || !isTelling(a) || !isTelling(b)) return false;
  return a === "rev" || b === "rev" ? a === "1" || b === "1" : true;
}

/** Editions by number or the word for a revision; other wordings (精装版, 影印本) say nothing of it. */
function isTelling(edition: string): boolean {
  return /^\d+$/.test(edition) || edition === "rev";
}

/** As many pages, but for how preliminary leaves are counted. */
function havePagesAlike(a: MatchProfile, b: MatchProfile): boolean {
  if (!a.pages || !b.pages) return false;
  return Math.abs(a.pages - b.pages) <= Math.max(3, Math.max(a.pages, b.pages) * 0.02);
}

/** A reprint has the pages of the first printing; other pages in another year are another edition. */
function notePages(a: MatchProfile, b: MatchProfile, sameIsbn: boolean, note: Note): void {
  if (!a.pages || !b.pages) return;
  if (havePagesAlike(a, b)) note("pages-close", matchWeights.pagesClose);
  else if (Math.abs(a.pages - b.pages) > Math.max(30, Math.max(a.pages, b.pages) * 0.2))
    note("pages-far", sameIsbn ? matchWeights.pagesFarSameIsbn : matchWeights.pagesFar);
  else if (!sameIsbn && a.year !== null && b.year !== null && yearsApart(a, b) > 0)
    note("pages-and-year-differ", matchWeights.pagesAndYearDiffer);
}

/** One number for books of other years by other publishers: it was used again. */
function noteReuse(reasons: readonly MatchReason[], note: Note): void {
  const has = (feature: MatchFeature): boolean => reasons.some((reason) => reason.feature === feature);
  if (
    has("isbn-shared") &&
    has("year-far") &&
    (has("publisher-different") || has("pages-far") || has("edition-one-sided"))
  )
    note("isbn-reused", matchWeights.isbnReused);
}

type Note = (feature: MatchFeature, points: number) => void;

function noteIdentifiers(a: MatchProfile, b: MatchProfile, sameIsbn: boolean, note: Note): void {
  if (sameIsbn) note("isbn-shared", matchWeights.isbnShared);
  else if (a.isbns.length > 0 && b.isbns.length > 0) {
    const old = a.isbns.some((i) => b.oldIsbns.includes(i)) || b.isbns.some((i) => a.oldIsbns.includes(i));
    // A cancelled ISBN speaks neither for nor against: publishers print numbers again.
    if (!old) note("isbn-different", matchWeights.isbnDisjoint);
  }
  const [unified, otherUnified] = [unifiedNumbers([a]), unifiedNumbers([b])];
  if ([...a.others, ...unified].some((value) => b.others.includes(value) || otherUnified.includes(value)))
    note("number-shared", matchWeights.otherShared);
  else if (isReplaced(a, b) || isReplaced(b, a)) note("number-cancelled", matchWeights.otherCancelled);
  else if (!sameIsbn && areDisjoint(unified, otherUnified))
    note("unified-number-different", matchWeights.unifiedDisjoint);
}

const UNIFIED = /^national:(?:CN|CS|CSBN)?(\d{4,6})[.·•・‧](\d{1,4})$/u;

/** 统一书号 as the publisher gave it, without the letters some catalogues put before it; other national numbers say nothing here. */
function unifiedNumbers(profiles: readonly MatchProfile[]): string[] {
  return profiles.flatMap((one) =>
    one.others.flatMap((value) => {
      const found = UNIFIED.exec(value);
      return found ? [`${found[1]}.${found[2]}`] : [];
    }),
  );
}

/** Both say one, and none is said by both. */
function areDisjoint(one: readonly string[], other: readonly string[]): boolean {
  return one.length > 0 && other.length > 0 && !one.some((value) => other.includes(value));
}

/** Whether a number that `a` gave up is the one `b` goes by. */
function isReplaced(a: MatchProfile, b: MatchProfile): boolean {
  return (a.oldOthers ?? []).some((value) => b.others.includes(value));
}

function noteTitle(a: MatchProfile, b: MatchProfile, note: Note): void {
  const byHan = a.han.length > 0 && b.han.length > 0;
  const [left, right] = byHan ? [a.han, b.han] : [a.latin, b.latin];
  if (left.length === 0 || right.length === 0) return;
  if (left.some((key) => right.includes(key)) || isWholeTitle(a, b)) {
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

function noteEdition(a: MatchProfile, b: MatchProfile, sameIsbn: boolean, note: Note): void {
  if (a.edition === b.edition) {
    if (a.edition) note("edition-equal", matchWeights.editionEqual);
    return;
  }
  const only = a.edition === null ? b.edition : b.edition === null ? a.edition : null;
  // The first edition often goes unsaid; a later one seldom does, and seldom comes out in the year of the first.
  if (!only || only === "1" || !isTelling(only)) return;
  const isOtherYear = !sameIsbn && a.year !== null && b.year !== null && yearsApart(a, b) > 0;
  note(
    "edition-one-sided",
    isOtherYear ? matchWeights.editionOneSidedOtherYear : matchWeights.editionOneSided,
  );
}

/**
 * What the records of two groups say against each other, however well single ones fit: ISBNs of which not one is known to
 * both, years that are not the same. A record without ISBN must not bring two editions together.
 */
export function contradictionOf(
  one: readonly MatchProfile[],
  other: readonly MatchProfile[],
): MatchReason | undefined {
  if (isbnsContradict(one, other)) return { feature: "isbn-contradicts", points: 0, veto: true };
  if (areDisjoint(unifiedNumbers(one), unifiedNumbers(other)) && !shareIsbn(one, other))
    return { feature: "unified-number-different", points: 0, veto: true };
  const isFar = one.some((a) =>
    other.some(
      (b) =>
        a.year !== null &&
        b.year !== null &&
        yearsApart(a, b) > (havePagesAlike(a, b) ? 2 : 1) &&
        !a.isbns.some((value) => b.isbns.includes(value)) &&
        !a.others.some((value) => b.others.includes(value)),
    ),
  );
  return isFar ? { feature: "year-contradicts", points: 0, veto: true } : undefined;
}

/** What records of two groups say against each other, though two of them are alike: numbers, years, or a veto between others. */
export function objectionsOf(one: readonly MatchProfile[], other: readonly MatchProfile[]): MatchReason[] {
  const contradiction = contradictionOf(one, other);
  if (contradiction) return [contradiction];
  for (const a of one)
    for (const b of other) {
      const { vetoed, reasons } = scoreMatch(a, b);
      if (vetoed) return [{ feature: "other-records", points: 0, veto: true }, ...reasons];
    }
  return [];
}

function shareIsbn(one: readonly MatchProfile[], other: readonly MatchProfile[]): boolean {
  const known = new Set(other.flatMap((m) => m.isbns));
  return one.some((m) => m.isbns.some((value) => known.has(value)));
}

function isbnsContradict(one: readonly MatchProfile[], other: readonly MatchProfile[]): boolean {
  const current = (group: readonly MatchProfile[]): string[] => group.flatMap((m) => m.isbns);
  const all = (group: readonly MatchProfile[]): string[] => group.flatMap((m) => [...m.isbns, ...m.oldIsbns]);
  if (current(one).length === 0 || current(other).length === 0) return false;
  const known = new Set(all(other));
  return !all(one).some((value) => known.has(value));
}
