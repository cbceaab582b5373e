import { getInstances, getRecord, type InstanceBrief, type StoredRecord } from "../../catalogue/index.ts";
import { listMembers } from "../../consortium/index.ts";
import { settledAt } from "../../feeds/index.ts";
import type { Db } from "../../kernel/database.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import { dublinCore } from "../dublin-core.ts";
import { marcXchange, servedMarcXml } from "../served-record.ts";
import { element, escapeXml, XML_HEAD } from "../xml.ts";
import { type OaiError, type OaiParams, readArguments, readWindow } from "./arguments.ts";
import { countHarvest, type HarvestPosition, harvestRecords, oldestChange } from "./harvest.ts";
import { type HarvestToken, readToken, writeToken } from "./tokens.ts";

/** What a provider needs: its own address and host, the key of its tokens, the time. */
export type OaiDeps = { db: Db; address: string; host: string; adminEmail: string; key: Buffer; now: Date };

const PAGE = 100;
const TOKEN_LIFE_MS = 24 * HOUR_MS;

const FORMATS = {
  oai_dc: {
    schema: "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    namespace: "http://www.openarchives.org/OAI/2.0/oai_dc/",
  },
  marc21: {
    schema: "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
    namespace: "http://www.loc.gov/MARC21/slim",
  },
  // MARC21slim has no place for a UNIMARC leader: MarcXchange (ISO 25577) has.
  unimarc: {
    schema: "http://www.loc.gov/standards/iso25577/marcxchange-1-1.xsd",
    namespace: "info:lc/xmlns/marcxchange-v1",
  },
} as const;
type Prefix = keyof typeof FORMATS;

class Refused extends Error {
  readonly errors: OaiError[];
  constructor(code: OaiError["code"], message: string) {
    super(message);
    this.errors = [{ code, message }];
  }
}

/** Answers one OAI-PMH request as XML (OAI-PMH 2.0 sections 3.2, 3.6, 4). */
export async function answerOai(deps: OaiDeps, params: OaiParams): Promise<string> {
  const read = readArguments(params);
  if ("errors" in read) return respond(deps, {}, errorsXml(read.errors), read.errors);
  return await answerRead(
    read.verb.startsWith("List") ? { ...deps, now: await settledAt(deps.db, deps.now) } : deps,
    read,
  );
}

/** `now` of a list is until when all changes are there: a harvester's next `from` is the time of this answer. */
async function answerRead(
  deps: OaiDeps,
  read: { verb: string; args: Record<string, string> },
): Promise<string> {
  try {
    const body = await answerVerb(deps, read.verb, read.args);
    return respond(deps, { verb: read.verb, ...read.args }, body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return respond(deps, { verb: read.verb, ...read.args }, errorsXml(error.errors), error.errors);
  }
}

function answerVerb(deps: OaiDeps, verb: string, args: Record<string, string>): Promise<string> {
  switch (verb) {
    case "Identify":
      return identify(deps);
    case "ListSets":
      return listSets(deps, args);
    case "ListMetadataFormats":
      return listFormats(deps, args);
    case "GetRecord":
      return getOne(deps, args);
    default:
      return list(deps, args, verb as "ListRecords" | "ListIdentifiers");
  }
}

const seconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

async function identify(deps: OaiDeps): Promise<string> {
  const oldest = (await oldestChange(deps.db)) ?? deps.now;
  return (
    `<Identify>${element("repositoryName", "Commonshelf")}${element("baseURL", deps.address)}` +
    `<protocolVersion>2.0</protocolVersion>${element("adminEmail", deps.adminEmail)}` +
    `${element("earliestDatestamp", seconds(oldest))}<deletedRecord>persistent</deletedRecord>` +
    `<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>` +
    `<description><oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier http://www.openarchives.org/OAI/2.0/oai-identifier.xsd">` +
    `<scheme>oai</scheme>${element("repositoryIdentifier", deps.host)}<delimiter>:</delimiter>` +
    `${element("sampleIdentifier", identifierOf(deps, "ALIB", "000001"))}</oai-identifier></description></Identify>`
  );
}

async function listSets(deps: OaiDeps, args: Record<string, string>): Promise<string> {
  if (args.resumptionToken !== undefined)
    throw new Refused("badResumptionToken", "The list of sets is given whole");
  const sets = (await listMembers(deps.db)).map(
    (m) =>
      `<set>${element("setSpec", `member:${m.code}`)}${element("setName", Object.values(m.name).filter(Boolean).join(" / "))}</set>`,
  );
  return `<ListSets><set><setSpec>member</setSpec><setName>Members</setName></set>${sets.join("")}</ListSets>`;
}

async function listFormats(deps: OaiDeps, args: Record<string, string>): Promise<string> {
  let prefixes = Object.keys(FORMATS) as Prefix[];
  if (args.identifier !== undefined) {
    const record = await findRecord(deps, args.identifier);
    prefixes = prefixes.filter((p) => p !== "unimarc" || record.flavour === "unimarc");
  }
  const formats = prefixes.map(
    (p) =>
      `<metadataFormat>${element("metadataPrefix", p)}${element("schema", FORMATS[p].schema)}${element("metadataNamespace", FORMATS[p].namespace)}</metadataFormat>`,
  );
  return `<ListMetadataFormats>${formats.join("")}</ListMetadataFormats>`;
}

/** `oai:host:MEMBER/control number`; the control number is percent-encoded. */
function identifierOf(deps: OaiDeps, memberCode: string, controlNumber: string): string {
  return `oai:${deps.host}:${memberCode}/${encodeURIComponent(controlNumber)}`;
}

async function findRecord(deps: OaiDeps, identifier: string): Promise<StoredRecord> {
  const unknown = (): Refused => new Refused("idDoesNotExist", `There is no record ${identifier}`);
  const start = `oai:${deps.host}:`;
  const found = identifier.startsWith(start)
    ? /^([A-Z0-9]+)\/(.+)$/.exec(identifier.slice(start.length))
    : null;
  if (!found) throw unknown();
  let controlNumber: string;
  try {
    controlNumber = decodeURIComponent(found[2]!);
  } catch {
    throw unknown();
  }
  if (controlNumber.includes("\0")) throw unknown();
  const record = await getRecord(deps.db, found[1]!, controlNumber);
  if (!record) throw unknown();
  return record;
}

function prefixOf(text: string): Prefix {
  if (!Object.hasOwn(FORMATS, text))
    throw new Refused("cannotDisseminateFormat", `There is no format ${text}`);
  return text as Prefix;
}

async function getOne(deps: OaiDeps, args: Record<string, string>): Promise<string> {
  const prefix = prefixOf(args.metadataPrefix!);
  const record = await findRecord(deps, args.identifier!);
  if (prefix === "unimarc" && record.flavour !== "unimarc")
    throw new Refused("cannotDisseminateFormat", "This record is MARC 21");
  const briefs = await briefsOf(deps, [record], prefix);
  return `<GetRecord>${recordXml(deps, record, prefix, briefs)}</GetRecord>`;
}

type Window = { from: Date | null; until: Date; memberId: number | null };
type Harvest = {
  prefix: Prefix;
  window: Window;
  position: HarvestPosition | null;
  cursor: number;
  total: number;
};

async function beginHarvest(deps: OaiDeps, args: Record<string, string>): Promise<Harvest> {
  const dates = readWindow(args.from, args.until);
  if ("errors" in dates) throw new Refused(dates.errors[0]!.code, dates.errors[0]!.message);
  const prefix = prefixOf(args.metadataPrefix!);
  const window = {
    from: dates.from,
    until: dates.until ?? deps.now,
    memberId: await memberOfSet(deps, args.set),
  };
  return { prefix, window, position: null, cursor: 0, total: await countHarvest(deps.db, window) };
}

async function memberOfSet(deps: OaiDeps, set: string | undefined): Promise<number | null> {
  if (set === undefined || set === "member") return null;
  if (!/^([A-Za-z0-9\-_.!~*'()]+)(:[A-Za-z0-9\-_.!~*'()]+)*$/.test(set))
    throw new Refused("badArgument", `${set} is no setSpec`);
  const member = (await listMembers(deps.db)).find((m) => `member:${m.code}` === set);
  if (!member) throw new Refused("noRecordsMatch", `There is no set ${set}`);
  return member.id;
}

function resumeHarvest(deps: OaiDeps, text: string): Harvest {
  const token = readToken(text, deps.key, deps.now);
  if (!token) throw new Refused("badResumptionToken", "The resumption token is not ours or has expired");
  return {
    prefix: prefixOf(token.prefix),
    window: {
      from: token.from ? new Date(token.from) : null,
      until: new Date(token.until),
      memberId: token.member,
    },
    position: token.position,
    cursor: token.cursor,
    total: token.total,
  };
}

async function list(
  deps: OaiDeps,
  args: Record<string, string>,
  verb: "ListRecords" | "ListIdentifiers",
): Promise<string> {
  const harvest =
    args.resumptionToken !== undefined
      ? resumeHarvest(deps, args.resumptionToken)
      : await beginHarvest(deps, args);
  const found = await harvestRecords(
    deps.db,
    harvest.window,
    harvest.position,
    PAGE + 1,
    harvest.prefix === "unimarc",
  );
  if (found.length === 0 && harvest.position === null)
    throw new Refused("noRecordsMatch", "Nothing matches these arguments");
  const page = found.slice(0, PAGE);
  const briefs =
    verb === "ListRecords" ? await briefsOf(deps, page, harvest.prefix) : new Map<number, InstanceBrief>();
  const items = page.map((record) =>
    verb === "ListRecords" ? recordXml(deps, record, harvest.prefix, briefs) : headerXml(deps, record),
  );
  return `<${verb}>${items.join("")}${tokenXml(deps, harvest, found.length > PAGE ? page.at(-1)!.position : null)}</${verb}>`;
}

function tokenXml(deps: OaiDeps, harvest: Harvest, position: HarvestPosition | null): string {
  if (position === null && harvest.position === null) return "";
  const attributes = `completeListSize="${harvest.total}" cursor="${harvest.cursor}"`;
  if (position === null) return `<resumptionToken ${attributes}/>`;
  const expires = deps.now.getTime() + TOKEN_LIFE_MS;
  const token: HarvestToken = {
    prefix: harvest.prefix,
    from: harvest.window.from?.toISOString() ?? null,
    until: harvest.window.until.toISOString(),
    member: harvest.window.memberId,
    position,
    cursor: harvest.cursor + PAGE,
    total: harvest.total,
    expires,
  };
  return `<resumptionToken expirationDate="${seconds(new Date(expires))}" ${attributes}>${writeToken(token, deps.key)}</resumptionToken>`;
}

async function briefsOf(
  deps: OaiDeps,
  records: StoredRecord[],
  prefix: Prefix,
): Promise<Map<number, InstanceBrief>> {
  if (prefix !== "oai_dc") return new Map();
  const instances = await getInstances(deps.db, [...new Set(records.map((r) => r.instanceId))]);
  return new Map(instances.map((i) => [i.id, i.brief]));
}

function headerXml(deps: OaiDeps, record: StoredRecord): string {
  return (
    `<header${record.deletedAt ? ' status="deleted"' : ""}>${element("identifier", identifierOf(deps, record.memberCode, record.controlNumber))}` +
    `${element("datestamp", seconds(record.changedAt))}${element("setSpec", `member:${record.memberCode}`)}</header>`
  );
}

function recordXml(
  deps: OaiDeps,
  record: StoredRecord,
  prefix: Prefix,
  briefs: Map<number, InstanceBrief>,
): string {
  const header = headerXml(deps, record);
  if (record.deletedAt) return `<record>${header}</record>`;
  return `<record>${header}<metadata>${metadataXml(record, prefix, briefs)}</metadata></record>`;
}

function metadataXml(record: StoredRecord, prefix: Prefix, briefs: Map<number, InstanceBrief>): string {
  if (prefix === "oai_dc") {
    const brief = briefs.get(record.instanceId);
    return (
      '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" ' +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">' +
      `${brief ? dublinCore(brief, "dc:") : ""}</oai_dc:dc>`
    );
  }
  return prefix === "unimarc" ? marcXchange(record.marc) : servedMarcXml(record.marc);
}

function errorsXml(errors: OaiError[]): string {
  return errors.map((e) => `<error code="${e.code}">${escapeXml(e.message)}</error>`).join("");
}

/** The envelope; after badVerb and badArgument the request carries no attributes (section 3.2). */
function respond(
  deps: OaiDeps,
  attributes: Record<string, string>,
  body: string,
  errors: OaiError[] = [],
): string {
  const bare = errors.some((e) => e.code === "badVerb" || e.code === "badArgument");
  const shown = bare
    ? ""
    : Object.entries(attributes)
        .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
        .join("");
  return (
    `${XML_HEAD}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    `xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">` +
    `${element("responseDate", seconds(deps.now))}<request${shown}>${escapeXml(deps.address)}</request>${body}</OAI-PMH>`
  );
}
