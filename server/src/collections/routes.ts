import { csvTable } from "@commonshelf/csv";
import type { App, RouteDeps } from "../kernel/http.ts";
import { isLanguage, type Language, pick } from "../kernel/text.ts";
import { hasMessage, translator } from "../messages/index.ts";
import { type SheetColumn, writeWorkbook } from "../object-formats/index.ts";
import { person } from "../people/index.ts";
import { demandRole } from "./access.ts";
import { type Collection, getCollection } from "./collections.ts";
import { errorsOf } from "./imports/runs.ts";
import { ownRun } from "./queries.ts";
import { vocabularyOf } from "./values.ts";

const EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV = "text/csv; charset=utf-8";
const MOST_ERRORS = 100_000;

/** The columns of a collection's sheet, each with what belongs there. */
function sheetColumns({ draft }: Collection, wanted: Language): SheetColumn[] {
  const t = translator(wanted);
  const fields = draft.fields.map((field): SheetColumn => {
    const terms = vocabularyOf(draft, field.vocabulary)?.terms.map(
      (term) => pick(term.label, wanted) || term.code,
    );
    const note = pick(field.help, wanted);
    return {
      heading: pick(field.label, wanted) || field.key,
      ...(note !== "" && { note }),
      ...(terms && !field.many && { choices: terms }),
    };
  });
  return [
    { heading: t("collections.sheet.identifier") },
    ...fields,
    { heading: t("collections.sheet.files") },
  ];
}

/** The empty sheet a collection's objects are typed into, and the sheet of rows that an import refused. */
export function registerSheets(app: App, deps: RouteDeps): void {
  const { db } = deps;
  for (const ending of ["csv", "xlsx"] as const)
    app.get(
      `/staff-files/collections/:slug/template.${ending}`,
      { schema: { hide: true } },
      async (request, reply) => {
        const { slug } = request.params as { slug: string };
        const { language = "" } = request.query as { language?: string };
        const collection = await getCollection(db, slug);
        await demandRole(db, person.admit(request.actor, {}), collection, "contributor");
        const columns = sheetColumns(collection, isLanguage(language) ? language : "zh-Hans");
        return reply
          .type(ending === "csv" ? CSV : EXCEL)
          .header("content-disposition", `attachment; filename="${slug}.${ending}"`)
          .send(
            ending === "csv" ? csvTable([columns.map((one) => one.heading)]) : writeWorkbook(slug, columns),
          );
      },
    );
  app.get(
    "/staff-files/collection-imports/:id/errors.csv",
    { schema: { hide: true } },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      const { language = "" } = request.query as { language?: string };
      const { run } = await ownRun(db, person.admit(request.actor, {}), id);
      const t = translator(isLanguage(language) ? language : "zh-Hans");
      const errors = await errorsOf(db, run.id, null, MOST_ERRORS);
      const rows = new Map<number, { cells: Record<string, string>; reasons: string[] }>();
      for (const { row, cells, field, code, detail } of errors) {
        const known = rows.get(row) ?? { cells, reasons: [] };
        const key = `collections.error.${code}`;
        known.reasons.push(`${field}: ${hasMessage(key) ? t(key, { detail }) : code}`);
        rows.set(row, known);
      }
      const sheet = [...rows.values()].map(({ cells, reasons }) => [
        ...run.columns.map((column) => cells[column] ?? ""),
        reasons.join("; "),
      ]);
      return reply
        .type(CSV)
        .header("content-disposition", `attachment; filename="errors.csv"`)
        .send(csvTable([[...run.columns, t("collections.sheet.errors")], ...sheet]));
    },
  );
}
