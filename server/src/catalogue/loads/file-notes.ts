import { fileNote, type ItemProfile, type LoadNote } from "../../copies/index.ts";
import type { BulkTx } from "../../kernel/bulk.ts";
import { AUTO } from "../items/profiles.ts";
import { waitingHoldings } from "./holdings-records.ts";
import type { Survey } from "./survey.ts";

/** The profiles a file is read with: the one that was named, or those its own fields speak for. */
export function profilesOf(
  name: string,
  survey: Survey,
  named: readonly ItemProfile[],
): readonly ItemProfile[] {
  return name === AUTO ? survey.choice.chosen : named;
}

/** What is told of the file as a whole: how its items are read, and where that is doubtful. */
export function fileNotes(name: string, survey: Survey, profiles: readonly ItemProfile[]): LoadNote[] {
  const notes: LoadNote[] = [];
  const { findings, unlike } = survey.choice;
  if (name === AUTO && profiles.length > 0) {
    const used = findings.filter((one) => profiles.some((profile) => profile.name === one.name));
    // Copies need no barcode: then there is no example to show.
    const examples = used.flatMap((one) => one.examples).slice(0, 3);
    notes.push(
      fileNote("note", examples.length === 0 ? "auto-chose-bare" : "auto-chose", {
        profiles: profiles.map((profile) => profile.name).join(", "),
        found: used[0]?.found ?? 0,
        examples: examples.join(", "),
      }),
    );
  }
  for (const one of name === AUTO
    ? unlike.slice(0, 3)
    : findings.filter((f) => f.barcodes > 0 && !f.looksRight))
    notes.push(
      fileNote("warning", name === AUTO ? "auto-stopped" : "barcodes-unlike", {
        profile: one.name,
        places: one.places.join(", "),
        found: one.found,
        examples: one.examples.join(", "),
      }),
    );
  notes.push(...survey.choice.unread.notes(profiles));
  if (survey.moreRepeated > 0)
    notes.push(fileNote("warning", "repeated-too-many", { n: survey.moreRepeated }));
  return notes;
}

const MOST_WAITING = 1000;

/** Holdings records of this run whose title is not there yet. */
export async function waitingNotes(tx: BulkTx, runId: string): Promise<LoadNote[]> {
  const waiting = await waitingHoldings(tx, runId, MOST_WAITING);
  return waiting.map(({ controlNumber, titleNumber }) => ({
    ...fileNote("warning", "title-missing", { title: titleNumber }),
    controlNumber,
    place: "004",
  }));
}
