import { afterAll, beforeAll, expect, test } from "vitest";
import { ranking, readBox, recipeKeys } from "../../discovery/index.ts";
import { localePaths } from "../../frame/index.ts";
import { languages } from "../../kernel/text.ts";
import { translator } from "../../messages/index.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
beforeAll(async () => {
  region = await buildRegion();
});
afterAll(() => region.close());

test("help is there in every language, without a bare key, and its examples are searches that work", async () => {
  for (const language of languages)
    for (const path of ["/help", "/help/ranking"]) {
      const reply = await region.app.inject({ url: `${localePaths[language]}${path}` });
      expect(reply.statusCode).toBe(200);
      const text = reply.body.replace(/<script.*?<\/script>|<[^>]+>/gs, " ");
      expect(text, `${language} ${path}`).not.toMatch(/\bhelp\.[a-z-]|\{\{/);
    }
  const page = await region.app.inject({ url: "/en/help" });
  const searches = [...page.body.matchAll(/href="(\/en\/search\?[^"]+)"/g)].map(([, href]) => href!);
  expect(searches.length).toBeGreaterThan(10);
  for (const href of searches) {
    const reply = await region.app.inject({ url: href.replaceAll("&amp;", "&") });
    expect(reply.statusCode, href).toBe(200);
    expect(reply.body, href).not.toContain('class="note note-wrong"');
  }
});

test("every field the help names is one the box reads", () => {
  const text = translator("zh-Hans")("help.fields.text");
  const names = [...text.matchAll(/“([^”:]+):”|\b([a-z]+):/g)].map(([, quoted, bare]) => quoted ?? bare!);
  expect(names.length).toBeGreaterThan(7);
  // What is no field is nothing but words.
  for (const name of names)
    expect([name, JSON.stringify(readBox(`${name}:鲁迅`, "zh-Hans"))]).toEqual([
      name,
      expect.stringContaining('"first-of"'),
    ]);
});

test("the librarians' page shows every weight of the recipe in force", async () => {
  const { body } = await region.app.inject({ url: "/en/help/ranking" });
  const shown = [...body.matchAll(/<td class="num">([\d.,]+)<\/td>/g)].map(([, weight]) => Number(weight));
  expect(shown).toEqual(recipeKeys.map((key) => ranking[key]));
});

test("an address without its language, in other case or with a slash leads to the page, its query kept", async () => {
  const leads = async (url: string): Promise<[number, string | undefined]> => {
    const { statusCode, headers } = await region.app.inject({ url, headers: { "accept-language": "zh-TW" } });
    return [statusCode, headers.location];
  };
  expect(await leads("/search?q=a&sort=title")).toEqual([302, "/zh-hant/search?q=a&sort=title"]);
  expect(await leads("/instance/1")).toEqual([302, "/zh-hant/instance/1"]);
  expect(await leads("/sign-in")).toEqual([302, "/zh-hant/sign-in"]);
  expect(await leads("/zh-Hans/instance/1")).toEqual([301, "/zh-hans/instance/1"]);
  expect(await leads("/zh-hans/instance/1/")).toEqual([301, "/zh-hans/instance/1"]);
  expect((await leads("/no-such-page"))[0]).toBe(404);
});
