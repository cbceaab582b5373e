import { isData, type MarcField } from "@commonshelf/marc";
import type { MarcLine, MarcProps } from "../../../../web/reader/catalogue/marc.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import {
  getInstances,
  type MatchDecision,
  matchDecisions,
  recordsOfInstances,
  type StoredRecord,
} from "../../catalogue/index.ts";
import { regionZone } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { dateIn } from "../../kernel/time.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import type { MemberDirectory } from "../consortium/member-directory.ts";
import { instanceHref } from "./record-view.ts";

/** Every member's own record of an instance, field by field, and why it was joined; undefined for no instance. */
export async function findMarc(
  db: Db,
  site: SiteContext,
  directory: MemberDirectory,
  instanceId: number,
): Promise<MarcProps | undefined> {
  const [[instance], records, zone] = await Promise.all([
    getInstances(db, [instanceId]),
    recordsOfInstances(db, [instanceId]),
    regionZone(db),
  ]);
  if (!instance) return undefined;
  const decisions = await matchDecisions(
    db,
    records.map((record) => record.id),
  );
  const decided = new Map(decisions.map((decision) => [decision.recordId, decision]));
  const { brief } = instance;
  return {
    site,
    title: runOf(brief.title.main, brief.languages, site.language),
    back: instanceHref(instanceId, site.language),
    records: records.map((record) => {
      const member = directory.memberById.get(record.memberId);
      return {
        id: record.id,
        library: member ? pick(member.name, site.language) : record.memberCode,
        controlNumber: record.controlNumber,
        flavour: record.flavour === "marc21" ? "MARC 21" : "CNMARC / UNIMARC",
        version: record.version,
        changed: formatDate(dateIn(zone, record.changedAt), site.language),
        decision: decisionFacts(decided.get(record.id)),
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

function decisionFacts(decision: MatchDecision | undefined): MarcProps["records"][number]["decision"] {
  if (!decision) return null;
  return {
    outcome: decision.outcome,
    score: decision.score,
    reasons: decision.reasons.map((reason) => ({
      feature: reason.feature,
      points: reason.veto ? null : reason.points,
    })),
  };
}

function lineOf(field: MarcField): MarcLine {
  if (!isData(field)) return { tag: field.tag, indicators: "", value: field.value, subfields: [] };
  const indicators = `${field.ind1}${field.ind2}`.replaceAll(" ", "␣");
  return { tag: field.tag, indicators, value: null, subfields: field.subfields };
}
