/** One error condition of OAI-PMH 2.0 section 3.6. */
export type OaiError = { code: OaiErrorCode; message: string };
type OaiErrorCode =
  | "badArgument"
  | "badResumptionToken"
  | "badVerb"
  | "cannotDisseminateFormat"
  | "idDoesNotExist"
  | "noRecordsMatch"
  | "noMetadataFormats"
  | "noSetHierarchy";

export type OaiParams = Record<string, string | string[] | undefined>;

const LISTS = {
  required: ["metadataPrefix"],
  optional: ["from", "until", "set"],
  exclusive: "resumptionToken",
};
const VERBS: Record<string, { required: string[]; optional: string[]; exclusive?: string }> = {
  Identify: { required: [], optional: [] },
  ListSets: { required: [], optional: [], exclusive: "resumptionToken" },
  ListMetadataFormats: { required: [], optional: ["identifier"] },
  GetRecord: { required: ["identifier", "metadataPrefix"], optional: [] },
  ListIdentifiers: LISTS,
  ListRecords: LISTS,
};

/** The verb and its arguments, or every error in them (OAI-PMH 2.0 section 3.6). */
export function readArguments(
  params: OaiParams,
): { verb: string; args: Record<string, string> } | { errors: OaiError[] } {
  const verb = params.verb;
  if (verb === undefined) return { errors: [{ code: "badVerb", message: "The verb is missing" }] };
  if (Array.isArray(verb)) return { errors: [{ code: "badVerb", message: "The verb is repeated" }] };
  const rules = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!rules) return { errors: [{ code: "badVerb", message: `There is no verb ${verb}` }] };
  const errors: OaiError[] = [];
  const args: Record<string, string> = {};
  const allowed = new Set([
    ...rules.required,
    ...rules.optional,
    ...(rules.exclusive ? [rules.exclusive] : []),
  ]);
  for (const [name, value] of Object.entries(params)) {
    if (name === "verb" || value === undefined) continue;
    if (Array.isArray(value)) errors.push({ code: "badArgument", message: `${name} is repeated` });
    else if (!allowed.has(name))
      errors.push({ code: "badArgument", message: `${verb} takes no argument ${name}` });
    else args[name] = value;
  }
  if (rules.exclusive && args[rules.exclusive] !== undefined) {
    if (Object.keys(args).length > 1)
      errors.push({ code: "badArgument", message: "resumptionToken is an exclusive argument" });
  } else
    for (const name of rules.required)
      if (args[name] === undefined) errors.push({ code: "badArgument", message: `${name} is missing` });
  return errors.length > 0 ? { errors } : { verb, args };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SECOND = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

function isReal(text: string): boolean {
  const at = new Date(DAY.test(text) ? `${text}T00:00:00Z` : text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text.replace("Z", ""));
}

/** The harvest's window in whole seconds, ends included; errors where dates are malformed, mixed or in the wrong order. */
export function readWindow(
  from: string | undefined,
  until: string | undefined,
): { from: Date | null; until: Date | null } | { errors: OaiError[] } {
  const bad = (message: string): { errors: OaiError[] } => ({ errors: [{ code: "badArgument", message }] });
  for (const value of [from, until])
    if (value !== undefined && !((DAY.test(value) || SECOND.test(value)) && isReal(value)))
      return bad(`${value} is no date of the form YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ`);
  if (from && until && DAY.test(from) !== DAY.test(until)) return bad("from and until differ in granularity");
  const start = from ? new Date(DAY.test(from) ? `${from}T00:00:00Z` : from) : null;
  const end = until ? new Date(DAY.test(until) ? `${until}T23:59:59Z` : until) : null;
  if (start && end && start > end) return bad("from is later than until");
  return { from: start, until: end };
}
