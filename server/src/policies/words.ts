/**
 * What a rule may name, the weightiest first: of two rules the one that names a weightier fact decides. `home`: code of the
 * library the reader belongs to; `pickup`: where it goes over the desk, `JINHE` or `JINHE/MAIN`; `newerThanDays`: of copies
 * that came so lately; `season`: `term`, `vacation`, or days of every year, `07-01/08-31`.
 */
export const ruleFacts = [
  "home",
  "pickup",
  "patronGroup",
  "location",
  "itemClass",
  "format",
  "newerThanDays",
  "season",
] as const;
export type RuleFact = (typeof ruleFacts)[number];

/** Figures a rule may say, with the least and the most of each. */
export const ruleFigures = {
  renewalsMax: [0, 20],
  loansMax: [0, 500],
  holdsMax: [0, 500],
  recallDays: [1, 60],
  graceDays: [0, 60],
  fineCents: [0, 100_000],
  fineMaxCents: [0, 10_000_000],
} as const satisfies Record<string, readonly [number, number]>;

/** What a rule may allow or refuse. */
export const ruleFlags = ["holdable", "recallable"] as const;

/** What a rule may say, in the order in which it is shown. */
export const ruleValues = [
  "period",
  "dueTime",
  "renewalsMax",
  "loansMax",
  "holdsMax",
  "holdable",
  "recallable",
  "recallDays",
  "graceDays",
  "fineCents",
  "fineMaxCents",
] as const;
export type RuleValue = (typeof ruleValues)[number];

/** How long a loan lasts: days, hours, or to the last day of the term. */
export const PERIOD = /^(?:P([1-9]\d{0,2})D|PT([1-9]\d{0,2})H|term)$/;
/** Days and hours a period may have at most. */
export const LONGEST_DAYS = 365;
export const LONGEST_HOURS = 168;
export const DUE_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
export const SEASON = /^(?:term|vacation|\d\d-\d\d\/\d\d-\d\d)$/;

/**
 * Whose rule decided: the consortium's that nobody may change, an agreement between libraries, the library's, the
 * consortium's default, the library's figures, or what the platform does where nobody says.
 */
export const ruleOrigins = ["locked", "agreement", "library", "consortium", "figures", "platform"] as const;
export type RuleOrigin = (typeof ruleOrigins)[number];

/** What a kind is a kind of: readers, or items. */
export const kindsOf = ["patron-group", "item-class"] as const;
export type KindOf = (typeof kindsOf)[number];

/** In which order a returned copy serves those who wait: by `fair` (queue, own readers a little before), strictly the first, or the nearest. */
export const holdOrders = ["fair", "first-come", "nearest"] as const;

/** Settings with the least and the most of each figure. */
export const settingFigures = {
  localLeadDays: [0, 60],
  overdueBlockDays: [0, 365],
  historyDays: [0, 3650],
  fairnessMinutes: [0, 480],
  loadMinutes: [0, 60],
  newCopiesOwnDays: [0, 365],
  fetchesMost: [0, 10_000],
} as const satisfies Record<string, readonly [number, number]>;
export const settingKeys = [
  "holdOrder",
  "localLeadDays",
  "overdueBlockDays",
  "historyDays",
  "fairnessMinutes",
  "loadMinutes",
  "newCopiesOwnDays",
  "fetchesMost",
] as const;
export type SettingKey = (typeof settingKeys)[number];
export type SettingValue = string | number;

/**
 * What holds where nobody says: so many days a branch's own readers go before others for its own copies; after so many days
 * overdue nothing more is lent; so many days a returned loan is remembered with its reader; so many
 * minutes farther is who lends the whole region's lending beyond its part, and who has ten requests to fetch; so many days a new
 * copy serves requests of its own library's readers only; so many copies at most a branch has to fetch for others' at once.
 */
export const settingDefaults: Readonly<Record<SettingKey, SettingValue>> = {
  holdOrder: "fair",
  localLeadDays: 14,
  overdueBlockDays: 30,
  historyDays: 180,
  fairnessMinutes: 240,
  loadMinutes: 15,
  newCopiesOwnDays: 0,
  fetchesMost: 10_000,
};

/** Refusals of blocks, limits and rules that somebody with the right may overrule, for a book of their own library. */
export const overridable = [
  "card-blocked",
  "affiliation-expired",
  "overdue-too-long",
  "too-many-loans",
  "agreement-refuses",
  "agreement-blackout",
  "agreement-quota",
  "agreement-guests",
  "not-for-loan",
] as const;
