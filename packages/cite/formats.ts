import { writeBibtex } from "./bibtex.ts";
import { writeCslJson } from "./csl-json.ts";
import { writeEndNote } from "./endnote.ts";
import { writeNoteExpress } from "./note-express.ts";
import type { Reference } from "./reference.ts";
import { writeRis } from "./ris.ts";

/** Formats reference managers read. */
export const formatNames = ["ris", "bibtex", "csl-json", "endnote", "noteexpress"] as const;
export type FormatName = (typeof formatNames)[number];

/** Content type and file name extension of each format. */
export const formats: Record<FormatName, { type: string; extension: string }> = {
  ris: { type: "application/x-research-info-systems; charset=utf-8", extension: "ris" },
  bibtex: { type: "application/x-bibtex; charset=utf-8", extension: "bib" },
  "csl-json": { type: "application/vnd.citationstyles.csl+json; charset=utf-8", extension: "json" },
  endnote: { type: "application/x-endnote-refer; charset=utf-8", extension: "enw" },
  noteexpress: { type: "text/plain; charset=utf-8", extension: "net" },
};

const WRITERS: Record<FormatName, (references: readonly Reference[]) => string> = {
  ris: writeRis,
  bibtex: writeBibtex,
  "csl-json": writeCslJson,
  endnote: writeEndNote,
  noteexpress: writeNoteExpress,
};

/** References as one file, in their order. */
export function writeReferences(references: readonly Reference[], format: FormatName): string {
  return WRITERS[format](references);
}

/** A format by its name; undefined for anything else. */
export function formatOf(value: string): FormatName | undefined {
  return formatNames.find((name) => name === value);
}
