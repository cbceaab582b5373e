import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBibtex, readRis } from "../../../../packages/cite/testing-readers.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
beforeAll(async () => {
  region = await buildRegion({ COMMONSHELF_BUDGET: "0" });
});
afterAll(async () => {
  await region.close();
});

const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  region.app.inject({ method: "GET", url, headers: { accept: "text/html", ...headers } });

describe("the record's page", () => {
  test("has a citation, a choice of styles and export links without JavaScript", async () => {
    const page = await get(`/zh-hans/instance/${region.ids.dream}`);
    expect(page.body).toContain('<section class="cite" id="cite">');
    expect(page.body).toContain("曹雪芹. 红楼梦：脂砚斋评本[M]. 北京：人民文学出版社，1982.");
    expect(page.body).toContain('<option value="gb7714-2025-numeric" selected="">');
    expect(page.body).toContain(`href="/zh-hans/export?ids=${region.ids.dream}&amp;format=ris"`);
  });

  test("shows the style its address asks for, and its usual one for a style there is not", async () => {
    const page = await get(`/en/instance/${region.ids.pride}?cite=mla-9`);
    expect(page.body).toContain('<option value="mla-9" selected="">');
    expect(page.body).toContain("Austen, Jane. <i>Pride and Prejudice</i>. 2003.");
    expect(page.body).toContain(
      `rel="canonical" href="https://shelf.example/en/instance/${region.ids.pride}"`,
    );
    const odd = await get(`/en/instance/${region.ids.pride}?cite=%3Cscript%3E`);
    expect(odd.statusCode).toBe(200);
    expect(odd.body).toContain('<option value="apa-7" selected="">');
  });
});

describe("COinS", () => {
  test("stand on every row of results and on the record, for Zotero and its like", async () => {
    const read = (html: string): URLSearchParams[] =>
      [...html.matchAll(/<span class="Z3988" title="([^"]+)" hidden=""><\/span>/g)].map(
        (m) => new URLSearchParams(m[1]!.replaceAll("&amp;", "&")),
      );
    const rows = read((await get("/zh-hans/search?q=&language=chi")).body);
    expect(rows).toHaveLength(3);
    expect(rows.map((row) => row.get("rft.btitle"))).toContain("红楼梦：脂砚斋评本");
    const [record] = read((await get(`/zh-hans/instance/${region.ids.dream}`)).body);
    expect(record!.get("rft.au")).toBe("曹雪芹");
    expect(record!.getAll("rft_id")).toEqual([
      "urn:ISBN:9787020002207",
      `https://shelf.example/zh-hans/instance/${region.ids.dream}`,
    ]);
  });
});

describe("export", () => {
  test("of titles by their ids, in their order, each once; a joined one is followed", async () => {
    const { dream, pride } = region.ids;
    const reply = await get(`/en/export?ids=${pride},${region.merged},${dream},${pride},99999999&format=ris`);
    expect(reply.statusCode).toBe(200);
    expect(reply.headers["content-type"]).toBe("application/x-research-info-systems; charset=utf-8");
    expect(reply.headers["content-disposition"]).toBe('attachment; filename="commonshelf-2-titles.ris"');
    expect(reply.headers["x-content-type-options"]).toBe("nosniff");
    expect(readRis(reply.body).map((r) => r.get("ID")![0])).toEqual([String(pride), String(dream)]);
  });

  test("of a search, in its order, with its filters", async () => {
    const reply = await get("/zh-hans/export?q=&language=chi&sort=oldest&format=bibtex");
    expect(readBibtex(reply.body).map((e) => e.fields.get("year"))).toEqual(["1408", "1947", "1982"]);
    const one = await get(`/zh-hans/export?q=${encodeURIComponent("紅樓夢")}&format=endnote`);
    expect(one.headers["content-disposition"]).toBe(
      `attachment; filename="commonshelf-${region.ids.dream}.enw"`,
    );
    expect(one.body).toContain("%A 曹雪芹");
  });

  test("as a list of citations in a style", async () => {
    const { dream, fortress } = region.ids;
    const reply = await get(`/zh-hans/export?ids=${dream},${fortress}&format=text&style=gb7714-2015-numeric`);
    expect(reply.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(reply.body).toBe(
      "[1] 曹雪芹. 红楼梦: 脂砚斋评本[M]. 北京: 人民文学出版社, 1982.\r\n" +
        "[2] 錢鍾書. 圍城[M]. [出版地不詳]: [出版者不詳], 1947.\r\n",
    );
  });

  test("of a long list by a form", async () => {
    const { dream, pride } = region.ids;
    const reply = await region.app.inject({
      method: "POST",
      url: "/en/export",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
      payload: `ids=${dream}&ids=${pride}&format=csl-json`,
    });
    expect(reply.statusCode).toBe(200);
    expect((JSON.parse(reply.body) as { id: string }[]).map((item) => item.id)).toEqual(
      [dream, pride].map(String),
    );
  });

  test.each([
    ["ids=1&format=docx", 400, "There is no such export format"],
    ["ids=1", 400, "There is no such export format"],
    ["ids=&format=ris", 400, "There is nothing to export"],
    ["format=ris", 400, "There is nothing to export"],
    ["q=&format=ris", 400, "There is nothing to export"],
    ["ids=999999&format=ris", 404, null],
    ["q=nothinghasthis&format=ris", 404, null],
    ["ids=1%3Bdrop%20table&format=ris", 400, "“1;drop” is not the number of a title"],
    ["ids=-1&format=ris", 400, "is not the number"],
    ["ids=99999999999999999999&format=ris", 400, "is not the number"],
  ])("%s is refused with %i", async (query, status, words) => {
    const reply = await get(`/en/export?${query}`);
    expect(reply.statusCode).toBe(status);
    expect(reply.headers["content-type"]).toContain("text/html");
    if (words !== null) expect(reply.body).toContain(words);
    expect(reply.headers["content-disposition"]).toBeUndefined();
  });

  test("of more than 500 titles is refused with the limit", async () => {
    const ids = Array.from({ length: 501 }, (_, i) => i + 1).join();
    const reply = await get(`/en/export?ids=${ids}&format=ris`);
    expect([reply.statusCode, reply.headers["content-disposition"]]).toEqual([413, undefined]);
    expect(reply.body).toContain("At most 500 titles can be exported at once, and 501 were chosen");
  });

  test("from a foreign page is refused", async () => {
    const reply = await region.app.inject({
      method: "POST",
      url: "/en/export",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" },
      payload: "ids=1&format=ris",
    });
    expect(reply.statusCode).toBe(403);
  });
});

describe("the API", () => {
  test("gives a citation as text, HTML and runs", async () => {
    const reply = await get(`/api/v1/instances/${region.ids.pride}/citation?style=apa-7`);
    expect(reply.json()).toEqual({
      id: region.ids.pride,
      style: "apa-7",
      text: "Austen, J. (2003). Pride and Prejudice.",
      html: "Austen, J. (2003). <i>Pride and Prejudice</i>.",
      runs: [{ text: "Austen, J. (2003). " }, { text: "Pride and Prejudice", italic: true }, { text: "." }],
    });
    expect((await get(`/api/v1/instances/${region.merged}/citation`)).json()).toMatchObject({
      id: region.ids.dream,
    });
  });

  test.each([
    ["/api/v1/instances/999999/citation", 404, "instance-unknown"],
    ["/api/v1/instances/1/citation?style=bogus", 400, "invalid-request"],
    ["/api/v1/instances/x/citation", 400, "invalid-request"],
    ["/api/v1/export?ids=1&format=docx", 400, "invalid-request"],
    ["/api/v1/export?format=ris", 400, "export-empty"],
    ["/api/v1/export?ids=a&format=ris", 400, "export-ids-wrong"],
  ])("%s is refused with %i %s", async (url, status, code) => {
    const reply = await get(url);
    expect([reply.statusCode, reply.json().code]).toEqual([status, code]);
    expect(reply.headers["content-type"]).toContain("application/problem+json");
  });

  test("exports by ids, by search and by a posted list, and refuses too many with their number", async () => {
    const { dream, pride } = region.ids;
    const byIds = await get(`/api/v1/export?ids=${dream},${pride}&format=csl-json`);
    expect(byIds.headers["content-type"]).toContain("application/vnd.citationstyles.csl+json");
    expect(byIds.json()).toHaveLength(2);
    const bySearch = await get("/api/v1/export?library=JINHE&format=ris");
    expect(readRis(bySearch.body)).toHaveLength(3);
    expect(bySearch.headers["x-export-left"]).toBe("0");
    const posted = await region.app.inject({
      method: "POST",
      url: "/api/v1/export",
      payload: { ids: [pride], format: "noteexpress" },
    });
    expect(posted.body).toContain("{Title}: Pride and Prejudice");
    const tooMany = await region.app.inject({
      method: "POST",
      url: "/api/v1/export",
      payload: { ids: Array.from({ length: 600 }, (_, i) => i + 1), format: "ris" },
    });
    expect([tooMany.statusCode, tooMany.json().params]).toEqual([413, { chosen: 600, most: 500 }]);
  });

  test("is described in OpenAPI", async () => {
    const { paths } = (await get("/api/openapi.json")).json() as {
      paths: Record<string, { get: { responses: { 200: { content: object } } } }>;
    };
    expect(Object.keys(paths["/api/v1/export"]!.get.responses[200].content)).toContain(
      "application/x-bibtex",
    );
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(["/api/v1/export", "/api/v1/instances/{id}/citation"]),
    );
  });
});
