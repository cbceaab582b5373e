import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildBrowse } from "../../browse-lists/index.ts";
import { instanceHref } from "../catalogue/record-view.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
beforeAll(async () => {
  region = await buildRegion();
  await rebuildBrowse(region.database.db);
});
afterAll(() => region.close());

test("while the search engine cannot be asked, searches say so and every other page goes on", async () => {
  const get = (url: string) => region.app.inject({ method: "GET", url, headers: { accept: "text/html" } });
  const record = instanceHref(region.ids.dream, "en");
  const pages = ["/en/", record, "/en/browse/title", "/en/help", "/en/lists", "/en/sign-in"];
  for (const page of pages) expect([page, (await get(page)).statusCode]).toEqual([page, 200]);
  region.cutOffSearch();
  for (const page of pages) expect([page, (await get(page)).statusCode]).toEqual([page, 200]);
  for (const search of ["/en/search?q=dream", "/en/search?q=nothing+has+this", "/en/search.atom?q=dream"])
    expect([search, (await get(search)).statusCode]).toEqual([search, 503]);
  expect((await get("/en/search?q=dream")).body).toContain("Searching is not possible at this moment.");
});
