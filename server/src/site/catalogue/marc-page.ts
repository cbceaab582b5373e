import { isData, type MarcField } from "@commonshelf/marc";
import type { MarcLine, MarcProps } from "../../../../web/reader/catalogue/marc.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Viewer as Sight } from "../../audience/index.ts";
import { getInstances, recordsOfInstances, type StoredRecord } from "../../catalogue/index.ts";
import { regionZone } from "../../consortium/index.ts";
import type { MemberDirectory } from "../../frame/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { dateIn } from "../../kernel/time.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import { explainRecords } from "../../match-review/index.ts";
import { instanceHref } from "./record-view.ts";

/** Every member's own record of an instance, field by field, and why it was joined; undefined for no instance. */
export async function findMarc(
  db: Db,
  site: SiteContext,
  directory: MemberDirectory,
  { instanceId, sight }: { instanceId: number; sight: Sight },
): Promise<MarcProps | undefined> {
  const [[instance], records, zone] = await Promise.all([
    getInstances(db, [instanceId], sight),
    recordsOfInstances(db, [instanceId], sight),
    regionZone(db),
  ]);
  if (!instance) return undefined;
  const decided = await explainRecords(
    db,
    records.map((record) => record.id),
  );
  const { brief } = instance;
  return {
    site,
    title: runOf(brief.title.main, brief.languages, site.language),
    back: instanceHref(instanceId, site.language),
    hrefOf: (id) => `${instanceHref(id, site.language)}/marc`,
    libraryOf: (id) => pick(directory.memberById.get(id)?.name ?? {}, site.language),
    records: records.map((record) => {
      const member = directory.memberById.get(record.memberId);
      return {
        id: record.id,
        library: member ? pick(member.name, site.language) : record.memberCode,
        controlNumber: record.controlNumber,
        flavour: record.flavour === "marc21" ? "MARC 21" : "CNMARC / UNIMARC",
        version: record.version,
        changed: formatDate(dateIn(zone, record.changedAt), site.language),
        decision: decided.get(record.id) ?? null,
        leader: record.marc.leader,
        lines: record.marc.fields.map(lineOf),
        harvestHref: harvestHref(site.origin, record),
      };
    }),
  };
}

/** The record as other systems get it: MARCXML by OAI-PMH. */
function harvestHref(origin: string, record: StoredRecord): string {
  const number = encodeURIComponent(record.controlNumber);
  const query = new URLSearchParams({
    verb: "GetRecord",
    metadataPrefix: record.flavour,
    identifier: `oai:${new URL(origin).hostname}:${record.memberCode}/${number}`,
  });
  return `/oai?${query}`;
}

function lineOf(field: MarcField): MarcLine {
  if (!isData(field)) return { tag: field.tag, indicators: "", value: field.value, subfields: [] };
  const indicators = `${field.ind1}${field.ind2}`.replaceAll(" ", "␣");
  return { tag: field.tag, indicators, value: null, subfields: field.subfields };
}
