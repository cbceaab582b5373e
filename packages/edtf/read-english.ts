/** Months by their first three letters. */
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAME =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const YEAR = "(-?\\d{4})";
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
/** What English finding aids put before a year that they are not sure of. */
const ABOUT =
  /^(?:ca?\.\s*|circa\s+|about\s+|approximately\s+|approx\.?\s+|probably\s+|\[)|(?:\s*\(?\?\)?|\])$/gi;
const UNDATED = /[,;]?\s*(?:and\s+)?\(?(?:undated|n\.\s?d\.)\)?$/i;
const MOST_DATES = 20;

const two = (text: string): string => text.padStart(2, "0");
const monthOf = (name: string): string => two(String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1));

/** The orders in which a day stands: what they hold, as year, month and day. */
const orders: readonly { form: RegExp; parts: (found: string[]) => (string | undefined)[] }[] = [
  { form: new RegExp(`^${NAME}\\s+${DAY},?\\s+${YEAR}$`, "i"), parts: ([m, d, y]) => [y, monthOf(m!), d] },
  { form: new RegExp(`^${DAY}\\s+${NAME},?\\s+${YEAR}$`, "i"), parts: ([d, m, y]) => [y, monthOf(m!), d] },
  { form: new RegExp(`^${NAME},?\\s+${YEAR}$`, "i"), parts: ([m, y]) => [y, monthOf(m!)] },
  {
    form: new RegExp(`^${YEAR},?\\s+${NAME}(?:\\s+${DAY})?$`, "i"),
    parts: ([y, m, d]) => [y, monthOf(m!), d],
  },
  { form: /^[c©]?(\d{4})$/i, parts: ([y]) => [y] },
];

const DASH = "\\s*(?:-|–|—|\\bto\\b)\\s*";
/** Spans that say their year, or their month and year, once: how the two ends are told whole. */
const shared: readonly { form: RegExp; ends: (found: string[]) => [string, string] }[] = [
  {
    form: new RegExp(`^${NAME}\\s+${DAY}${DASH}${DAY},?\\s+${YEAR}$`, "i"),
    ends: ([month, from, to, year]) => [`${month} ${from}, ${year}`, `${month} ${to}, ${year}`],
  },
  {
    form: new RegExp(`^${DAY}${DASH}${DAY}\\s+${NAME},?\\s+${YEAR}$`, "i"),
    ends: ([from, to, month, year]) => [`${from} ${month} ${year}`, `${to} ${month} ${year}`],
  },
  {
    form: new RegExp(`^${NAME}(?:\\s+${DAY})?${DASH}${NAME}(?:\\s+${DAY})?,?\\s+${YEAR}$`, "i"),
    // December - January 1988 began the year before.
    ends: ([first, from = "", last, to = "", year]) => [
      `${first} ${from} ${monthOf(first!) > monthOf(last!) ? Number(year) - 1 : year}`,
      `${last} ${to} ${year}`,
    ],
  },
];
const SEASONS = ["spring", "summer", "autumn", "winter"];
/** Of what years most of a collection is, behind all of its years. */
const BULK = /[,;]?\s*[([]?\bbulk\b.*$/i;

/** `Sept. 30, 1987` -> `1987-09-30`, `ca. 1967` -> `1967~`; null: it is none. */
function oneOf(text: string): string | null {
  const bare = text.trim().replace(ABOUT, "").replace(ABOUT, "").trim();
  const mark = bare === text.trim() ? "" : "~";
  const [, season, ofYear] = /^(spring|summer|autumn|fall|winter),?\s+(\d{4})$/i.exec(bare) ?? [];
  if (season)
    return `${ofYear}-${21 + SEASONS.indexOf(season.toLowerCase().replace("fall", "autumn"))}${mark}`;
  const whole = bare.replace(/^(?:the\s+)?(?:early|mid|late)(?:\s+|-)(?=\d)/i, "");
  const decade = /^(\d{3})0s$/.exec(whole);
  if (decade) return `${decade[1]}X`;
  const century = /^(\d{1,2})(?:st|nd|rd|th)\s+century$/i.exec(whole);
  if (century && Number(century[1]) > 0) return `${two(String(Number(century[1]) - 1))}XX`;
  for (const { form, parts } of orders) {
    const found = form.exec(bare);
    if (!found) continue;
    const [year, month, day] = parts(found.slice(1));
    return [year, month, day && two(day)].filter(Boolean).join("-") + mark;
  }
  return null;
}

/**
 * A date as English finding aids write it, and an instant of ISO 8601, in EDTF: `1890s-1910s` -> `189X/191X`,
 * `1901, 2014, and undated` -> `[1901,2014]`. Null: it says none. Whether there is such a day, who reads EDTF says.
 */
export function fromEnglish(text: string): string | null {
  const instant = /^(-?\d{4}-\d{2}-\d{2})T[\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (instant) return instant[1]!;
  const said = text.replace(BULK, "").replace(UNDATED, "");
  const one = oneOf(said);
  if (one) return one;
  for (const { form, ends } of shared) {
    const found = form.exec(said);
    const both = found && ends(found.slice(1)).map((end) => oneOf(end.replace(/\s+/g, " ")));
    if (both?.[0] && both[1]) return both.join("/");
  }
  const ends = said.split(/\s*(?:–|—|\s-\s|\bto\b|(?<=[\da-z.?\]])-(?=[\da-z[]))\s*/i);
  if (ends.length === 2) {
    const [from, to] = ends.map((end) => oneOf(end));
    if (from && to) return `${from}/${to}`;
  }
  const dates = said.split(/\s*(?:,\s*and|,|;|\band\b)\s+/).map((each) => oneOf(each));
  if (dates.length < 2 || dates.length > MOST_DATES || dates.some((each) => each === null)) return null;
  return `[${dates.join(",")}]`;
}
