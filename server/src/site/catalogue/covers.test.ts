import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cameraJpeg, MARKS } from "../../kernel/images/testing-pictures.ts";
import { buildRegion, type Region } from "../testing-region.ts";

/** The smallest PNG there is: one transparent pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
let folder: string;
let region: Region;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "commonshelf-covers-"));
  await writeFile(join(folder, "9787020002207.png"), PIXEL);
  await writeFile(join(folder, "9787108010360.jpg"), "<svg onload=alert(1)>");
  await writeFile(join(folder, "9787020002214.jpg"), await cameraJpeg(1800, 1200));
  region = await buildRegion({ COMMONSHELF_COVERS: folder, COMMONSHELF_DATA: folder });
});
afterAll(async () => {
  await region.close();
  await rm(folder, { recursive: true, force: true });
});

test("a title with a picture shows it, one without is drawn, and neither moves the page", async () => {
  const dream = await region.app.inject({ url: `/zh-hans/instance/${region.ids.dream}` });
  expect(dream.body).toMatch(
    /<img class="cover cover-picture" src="\/covers\/9787020002207" alt="" width="100" height="140"/,
  );
  const fortress = await region.app.inject({ url: `/zh-hans/instance/${region.ids.fortress}` });
  expect(fortress.body).toContain('<svg class="cover ');
});

test("a picture is sent as what it is; what is none is not sent, whatever its name", async () => {
  const reply = await region.app.inject({ url: "/covers/9787020002207" });
  expect([reply.statusCode, reply.headers["content-type"], reply.headers["x-content-type-options"]]).toEqual([
    200,
    "image/jpeg",
    "nosniff",
  ]);
  for (const path of ["9787108010360", "9787020002221", "..%2f..%2fetc%2fpasswd", "__proto__"])
    expect((await region.app.inject({ url: `/covers/${path}` })).statusCode, path).toBe(404);
});

test("a cover is sent small and without what the camera wrote, anew when the picture changes", async () => {
  const url = "/covers/9787020002214";
  const first = await region.app.inject({ url });
  expect(first.rawPayload.toString("latin1")).not.toMatch(MARKS);
  expect(first.rawPayload.length).toBeLessThan(60_000);
  expect((await region.app.inject({ url })).rawPayload.equals(first.rawPayload)).toBe(true);
  await writeFile(join(folder, "9787020002214.jpg"), await cameraJpeg(90, 60));
  const second = await region.app.inject({ url });
  expect([second.statusCode, second.rawPayload.equals(first.rawPayload)]).toEqual([200, false]);
  expect(await readdir(join(folder, "files", "covers"))).toHaveLength(2);
});
