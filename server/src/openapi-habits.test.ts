import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Schema = { $ref?: string; properties?: Record<string, unknown> };
type Operation = {
  parameters?: { name?: string }[];
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** The committed description is the one that is served (`openapi.test.ts`). */
const document = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../docs/openapi.json"), "utf8"),
) as Document;

/** Lists that come whole, for what they tell is few by its nature. */
const bounded: Readonly<Record<string, string>> = {
  "/members/{code}/branches": "houses of one library",
  "/suggest": "what is offered while somebody types: `size`, 20 of a kind",
  "/imports/profiles": "ways to read items, made by hand",
  "/me/sessions": "where one person is signed in",
  "/members/{code}/notice-texts": "kinds of notices",
  "/moderation/rules": "rules made by hand",
  "/loan-rules": "the rules in force of one library",
  "/rule-examples": "loans that the office made up to try rules with",
  "/rule-drafts": "drafts of one library",
  "/agreements": "agreements of one library with others",
  "/terms": "terms of loan of one library",
  "/settings": "settings that there are",
  "/kinds": "kinds of readers, items and places",
  "/float-groups": "groups of branches, made by hand",
  "/transport/routes": "routes, made by hand",
  "/number-ranges": "ranges of one library",
  "/stores": "stores of the region",
  "/transport/destinations": "branches of the region",
  "/holds": "live requests of one person, which a rule limits",
  "/loans": "running loans of one person, which a rule limits",
  "/desk/items": "copies that bear one barcode",
  "/transport/crates/{code}": "what lies in one crate",
  "/instances/{id}/records": "records of one title",
  "/instances/{id}/ways": "ways to one title",
  "/instances/{id}/bound-copies": "copies bound with one title",
  "/instances/{id}/parting-preview": "the records that were chosen",
  "/collections/{slug}/workers": "who works on one collection",
  "/collections/{slug}/harvest-sources": "sources of one collection",
  "/collections/{slug}/facets/{field}": "values offered while somebody types",
  "/collection-objects/{number}/playings": "files of one object",
  "/objects/{number}/collections": "collections that show one object",
  "/exhibitable-objects": "what is offered while somebody types",
  "/records": "the nearest records of one search",
  "/item-profiles": "made by hand",
  "/import-profiles": "made by hand",
  "/members/{code}/macros": "made by hand, up to a limit",
  "/copy-targets": "made by hand",
  "/copy-records": "a page of another catalogue, by its own `from`",
  "/saved-searches": "up to a limit for one person",
  "/export-schedules": "made by hand",
  "/repeating-tasks": "kinds of work",
  "/desk/tasks": "kinds of work",
  "/patrons/{id}/duplicates": "the likeliest readers",
  "/contributions": "libraries of the region",
  "/match-thresholds": "kinds of material",
  "/set-up": "steps of the set-up",
  "/alliance": "organisations that were admitted by hand",
};

/** Lists that grow and come whole, most of them up to a number; a line here may only go. */
const whole: readonly string[] = [
  "/alliance/proposed-organisations",
  "/articles",
  "/collections",
  "/collections-taken-in",
  "/collections-worked",
  "/collections/{slug}/edits",
  "/collections/{slug}/imports",
  "/collections/{slug}/revisions",
  "/columns",
  "/damaged-originals",
  "/desk/circle-copies",
  "/desk/colleagues",
  "/desk/hold-shelf",
  "/desk/moves",
  "/desk/pull-list",
  "/desk/reports",
  "/desk/reports/made",
  "/desk/serial-claims",
  "/desk/stalled-holds",
  "/desk/take-down",
  "/drift",
  "/drift/mine",
  "/ebooks",
  "/exhibitions",
  "/exhibitions-worked",
  "/exhibitions/{slug}/editions",
  "/figures/holds-per-copy",
  "/figures/overruled",
  "/figures/turnover",
  "/figures/use-per-copy",
  "/harvest-sources",
  "/harvest-sources/{id}/harvests",
  "/imports",
  "/lists",
  "/lists/{id}/titles",
  "/me/look-ups",
  "/nests",
  "/notes",
  "/object-sources/{id}/harvests",
  "/own-columns",
  "/postings",
  "/readings",
  "/record-exports",
  "/requests",
  "/reviews",
  "/salons",
  "/salons/{id}/guests",
  "/sharing/cases",
  "/sharing/circles/{id}/people",
  "/sharing/loans/{id}/messages",
  "/sharing/readers",
  "/staff",
  "/suggestions",
  "/tours",
  "/transport/late",
  "/wanted/mine",
];

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path: path.replace("/api/v1", ""),
    method,
    operation,
  })),
);

function holdsItems({ responses }: Operation): boolean {
  const given = responses["200"]?.content?.["application/json"]?.schema;
  const schema = given?.$ref ? document.components.schemas[given.$ref.split("/").at(-1)!] : given;
  return schema?.properties?.items !== undefined;
}

test("a list has pages, or says why it needs none", () => {
  const unpaged = operations
    .filter(({ method, operation }) => method === "get" && holdsItems(operation))
    .filter(({ operation }) => !operation.parameters?.some(({ name }) => name === "cursor"))
    .map(({ path }) => path);
  expect(unpaged.sort()).toEqual([...Object.keys(bounded), ...whole].sort());
});

/** What DELETE answers with a body, and PUT with none, and why. */
const otherwise: Readonly<Record<string, string>> = {
  "DELETE /me/sessions": "tells how many devices were signed out",
  "DELETE /patrons/{id}/blocks/{blockId}": "tells how many blocks still hold",
  "DELETE /rule-drafts/{id}/rules/{ruleId}": "answers with the draft, whose rules it changed",
  "DELETE /settings": "answers with what holds in its place, from the library or the region",
  "DELETE /transport/crates/{code}/packing": "answers with the crate, which is shut",
  "DELETE /ebooks/{id}": "tells the circle that its page leads back to",
  "DELETE /holds/{id}": "answers with {}; to be 204 with the next version",
  "DELETE /me": "answers with {}; to be 204 with the next version",
  "PUT /members/{code}/face": "answers with nothing; to be 200 with what was put",
  "PUT /session/password": "a password is told to nobody",
  "PUT /members/{code}/patron-feed": "answers with nothing; to be 200 with what was put",
  "PUT /members/{code}/notice-texts": "answers with nothing; to be 200 with what was put",
  "PUT /suggestions/{id}": "answers with nothing; to be 200 with what was put",
  "PUT /instances/{id}/work": "answers with nothing; to be 200 with what was put",
  "PUT /instances/{id}/rating": "answers with nothing; to be 200 with what was put",
  "PUT /instances/{id}/tags": "answers with nothing; to be 200 with what was put",
  "PUT /instances/{id}/note": "answers with nothing; to be 200 with what was put",
  "PUT /instances/{instanceId}/availability-alert": "answers with nothing; to be 200 with what was put",
  "PUT /collections/{slug}/trial": "answers with nothing; to be 200 with what was put",
  "PUT /desk/tasks/{task}/owner": "answers with nothing; to be 200 with what was put",
};

test("DELETE answers 204 and PUT 200 with the body, except where another answer is promised", () => {
  const other = operations
    .filter(
      ({ method, operation }) =>
        (method === "delete" && !("204" in operation.responses)) ||
        (method === "put" && !("200" in operation.responses) && !("201" in operation.responses)),
    )
    .map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(other.sort()).toEqual(Object.keys(otherwise).sort());
});
