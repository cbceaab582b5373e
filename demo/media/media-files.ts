import type { MarcRecord } from "@commonshelf/marc";
import type { DemoMember } from "../region.ts";
import { mediaCnmarc } from "./media-cnmarc.ts";
import { type MediaFacts, readMedia } from "./media-facts.ts";
import { mediaMarc21 } from "./media-marc21.ts";

/** Records of what a member holds in other media, in its format. */
export function mediaOf(member: DemoMember, all: readonly MediaFacts[] = readMedia()): MarcRecord[] {
  const write = member.format === "cnmarc" ? mediaCnmarc : mediaMarc21;
  return all
    .filter((facts) => facts.members.includes(member.code))
    .map((facts) => write(member, facts, facts.members.indexOf(member.code)));
}
