import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import { dublinCoreOf, type FeedObject, type FeedQuestion, feedObjects, feedSets } from "./objects.ts";
import { escaped } from "./xml.ts";

const PAGE = 100;
const tokenSchema = z.object({
  from: z.string().nullable(),
  until: z.string().nullable(),
  set: z.string().nullable(),
  after: z.object({ changedAt: z.string(), number: z.number() }),
});

/** Where the feed stands, and what time it is. */
export type OaiContext = { db: Db; address: string; origin: string; host: string; email: string; now: Date };

class OaiError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const second = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  Identify: [],
  ListMetadataFormats: ["identifier"],
  ListSets: ["resumptionToken"],
  GetRecord: ["identifier", "metadataPrefix"],
  ListIdentifiers: ["from", "until", "set", "metadataPrefix", "resumptionToken"],
  ListRecords: ["from", "until", "set", "metadataPrefix", "resumptionToken"],
};

/** Answers OAI-PMH 2.0 over all open collections: every collection is a set, its topics are sets below it. */
export async function answerOai(context: OaiContext, params: URLSearchParams): Promise<string> {
  const args = Object.fromEntries(params);
  const attributes = Object.entries(args)
    .map(([name, value]) => ` ${name.replace(/[^A-Za-z]/g, "")}="${escaped(value)}"`)
    .join("");
  let body: string;
  let shown = attributes;
  try {
    body = await answerVerb(context, args, params);
  } catch (error) {
    if (!(error instanceof OaiError)) throw error;
    if (/^bad(?:Verb|Argument)$/.test(error.code)) shown = "";
    body = `<error code="${error.code}">${escaped(error.message)}</error>`;
  }
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ ' +
    'http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n' +
    `<responseDate>${second(context.now)}</responseDate>\n<request${shown}>${escaped(context.address)}</request>\n${body}\n</OAI-PMH>\n`
  );
}

async function answerVerb(
  context: OaiContext,
  args: Record<string, string>,
  params: URLSearchParams,
): Promise<string> {
  const { verb = "", ...rest } = args;
  const allowed = ALLOWED[verb];
  if (!allowed || params.getAll("verb").length !== 1) throw new OaiError("badVerb", "unknown verb");
  for (const name of Object.keys(rest))
    if (!allowed.includes(name) || params.getAll(name).length > 1) throw new OaiError("badArgument", name);
  if (rest.resumptionToken !== undefined && Object.keys(rest).length > 1)
    throw new OaiError("badArgument", "resumptionToken stands alone");
  if (verb === "Identify") return await identify(context);
  if (verb === "ListMetadataFormats") {
    if (rest.identifier !== undefined) await objectOf(context, rest.identifier);
    return FORMATS;
  }
  if (verb === "ListSets") {
    const sets = await feedSets(context.db);
    return `<ListSets>${sets.map(({ spec, name }) => `<set><setSpec>${escaped(spec)}</setSpec><setName>${escaped(name)}</setName></set>`).join("")}</ListSets>`;
  }
  if (rest.resumptionToken === undefined) demandPrefix(rest.metadataPrefix);
  if (verb === "GetRecord") {
    if (rest.identifier === undefined) throw new OaiError("badArgument", "identifier");
    return `<GetRecord>${recordXml(context, await objectOf(context, rest.identifier))}</GetRecord>`;
  }
  return await list(context, verb as "ListRecords", rest);
}

function demandPrefix(prefix: string | undefined): void {
  if (prefix === undefined) throw new OaiError("badArgument", "metadataPrefix");
  if (prefix !== "oai_dc") throw new OaiError("cannotDisseminateFormat", prefix);
}

const FORMATS =
  "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>" +
  "<schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>" +
  "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat></ListMetadataFormats>";

const everything: FeedQuestion = { from: null, until: null, slug: null, topic: null, after: null, limit: 1 };

async function identify({ db, address, email, now }: OaiContext): Promise<string> {
  const [first] = (await feedObjects(db, everything)).objects;
  return (
    `<Identify><repositoryName>Commonshelf special collections</repositoryName><baseURL>${escaped(address)}</baseURL>` +
    `<protocolVersion>2.0</protocolVersion><adminEmail>${escaped(email)}</adminEmail>` +
    `<earliestDatestamp>${second(first?.changedAt ?? now)}</earliestDatestamp><deletedRecord>persistent</deletedRecord>` +
    "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
  );
}

/** An object by its OAI identifier, also one that is gone. */
async function objectOf({ db, host }: OaiContext, identifier: string): Promise<FeedObject> {
  const found = /^oai:([^:]+):object:([1-9]\d{0,14})$/.exec(identifier);
  const number = found?.[1] === host ? Number(found[2]) : 0;
  const one = number > 0 ? await feedObject(db, number) : undefined;
  if (!one) throw new OaiError("idDoesNotExist", identifier);
  return one;
}

async function feedObject(db: Db, number: number): Promise<FeedObject | undefined> {
  const { objects } = await feedObjects(db, { ...everything, number });
  return objects[0];
}

/** A day begins with its first second and ends with its last. */
function readTime(text: string | undefined, isEnd: boolean): Date | null {
  if (text === undefined) return null;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!isDay && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) throw new OaiError("badArgument", text);
  const at = new Date(isDay ? `${text}T${isEnd ? "23:59:59.999" : "00:00:00"}Z` : text);
  if (Number.isNaN(at.getTime())) throw new OaiError("badArgument", text);
  return isEnd && !isDay ? new Date(at.getTime() + 999) : at;
}

function readToken(text: string): z.output<typeof tokenSchema> {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw new OaiError("badResumptionToken", "no token of this feed");
  }
}

async function list(
  context: OaiContext,
  verb: "ListRecords" | "ListIdentifiers",
  args: Record<string, string>,
): Promise<string> {
  const token = args.resumptionToken === undefined ? null : readToken(args.resumptionToken);
  const { from, until, set } = token ?? {
    from: args.from ?? null,
    until: args.until ?? null,
    set: args.set ?? null,
  };
  if (from && until && from.length !== until.length)
    throw new OaiError("badArgument", "from and until differ");
  const [slug = null, topic = null] = set?.split(":") ?? [];
  if (set !== null && !(await feedSets(context.db)).some((one) => one.spec === set))
    throw new OaiError("noRecordsMatch", set);
  const question = {
    from: readTime(from ?? undefined, false),
    until: readTime(until ?? undefined, true),
    slug,
    topic,
    limit: PAGE,
  };
  let after = token?.after ?? null;
  let found: FeedObject[] = [];
  // A small topic of a large collection: pages without any of it are passed over.
  do {
    const page = await feedObjects(context.db, { ...question, after });
    found = page.objects;
    after = page.next;
  } while (found.length === 0 && after !== null);
  if (found.length === 0 && token === null) throw new OaiError("noRecordsMatch", "nothing");
  const next =
    after === null ? "" : Buffer.from(JSON.stringify({ from, until, set, after })).toString("base64url");
  const records = found.map((one) =>
    verb === "ListRecords" ? recordXml(context, one) : headerXml(context, one),
  );
  const mark = next !== "" || token !== null ? `<resumptionToken>${next}</resumptionToken>` : "";
  return `<${verb}>${records.join("")}${mark}</${verb}>`;
}

function headerXml({ host }: OaiContext, one: FeedObject): string {
  return (
    `<header${one.isGone ? ' status="deleted"' : ""}><identifier>oai:${escaped(host)}:object:${one.number}</identifier>` +
    `<datestamp>${second(one.changedAt)}</datestamp>${one.sets.map((set) => `<setSpec>${escaped(set)}</setSpec>`).join("")}</header>`
  );
}

function recordXml(context: OaiContext, one: FeedObject): string {
  const header = headerXml(context, one);
  if (one.isGone) return `<record>${header}</record>`;
  const said = dublinCoreOf(one).map(
    ({ element, text, lang }) =>
      `<dc:${element}${lang ? ` xml:lang="${escaped(lang)}"` : ""}>${escaped(text)}</dc:${element}>`,
  );
  const where = [`${context.origin}/objects/${one.number}`, `${context.origin}/iiif/manifests/${one.number}`];
  const links = [one.identifier, ...where].map((text) => `<dc:identifier>${escaped(text)}</dc:identifier>`);
  return (
    `<record>${header}<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" ` +
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ ' +
    `http://www.openarchives.org/OAI/2.0/oai_dc.xsd">${said.join("")}${links.join("")}</oai_dc:dc></metadata></record>`
  );
}
