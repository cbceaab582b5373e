import { afterAll, beforeAll, expect, test } from "vitest";
import { bookRecord, loadRecords } from "./catalogue/testing.ts";
import { addMember, findMemberByCode } from "./consortium/index.ts";
import { systemActor } from "./kernel/actor.ts";
import { inTransaction } from "./kernel/database.ts";
import { cameraJpeg, whilePicturesBusy, wrongPictures } from "./kernel/images/testing-pictures.ts";
import { multipart, multipartOf, whileUploadsFill } from "./kernel/testing-doors.ts";
import { addTitle } from "./site/testing-region.ts";
import { buildWhole, type Side, type Whole } from "./testing-whole.ts";

let whole: Whole;
let copies: { own: number; other: number };

beforeAll(async () => {
  whole = await buildWhole({ PUBLIC_URL: "https://shelf.example" });
  const { database } = whole;
  const nanshan = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } }),
  );
  await addTitle(database, { title: { main: "边城" } }, [{ member: nanshan }]);
  const { rows } = await database.pool.query<{ id: string; code: string }>(
    "select i.id, m.code from catalogue.item i join consortium.member m on m.id = i.member_id",
  );
  const of = (code: string): number => Number(rows.find((row) => row.code === code)!.id);
  copies = { own: of("JINHE"), other: of("NANSHAN") };
});
afterAll(() => whole.close());

/** Code of the refusal; the status where something was done. */
async function ask(side: Side, operation: string, payload: object = {}): Promise<string | number> {
  const [method, path] = operation.split(" ") as ["PUT", string];
  const answer = await whole.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: whole.headers[side],
    ...(method !== ("DELETE" as string) && { payload }),
  });
  return answer.statusCode < 300 ? answer.statusCode : (answer.json() as { code: string }).code;
}

test("a library shows itself in one colour and under a host name that is nobody else's", async () => {
  const face = { accent: "#224466", scope: "region", intro: {} };
  const set = (side: Side, code: string, more: object) =>
    ask(side, `PUT /members/${code}/face`, { ...face, ...more });
  expect(await set("desk", "JINHE", {})).toBe(204);
  expect(await set("desk", "JINHE", { host: "lib.example" })).toBe("face-host-office");
  expect(await set("office", "JINHE", { host: "shelf.example" })).toBe("face-host-region");
  expect(await set("office", "JINHE", { host: "no host" })).toBe("face-host-invalid");
  expect(await set("office", "JINHE", { accent: "red" })).toBe("face-accent-invalid");
  expect(await set("office", "JINHE", { host: "lib.example" })).toBe(204);
  expect(await set("office", "NANSHAN", { host: "lib.example" })).toBe("face-host-taken");
  expect(await set("office", "NOBODY", {})).toBe("member-unknown");
});

test("a collection's host name is neither the region's nor a library's", async () => {
  const made = { member: "JINHE", slug: "old", template: "photographs", name: { en: "Old photographs" } };
  expect(await ask("desk", "POST /collections", made)).toBe(201);
  await ask("office", "PUT /members/JINHE/face", {
    accent: "#224466",
    scope: "region",
    intro: {},
    host: "lib.example",
  });
  const set = (host: string) => ask("office", "PUT /collections/old/address", { path: null, host });
  expect(await set("shelf.example")).toBe("collection-host-region");
  expect(await set("lib.example")).toBe("collection-host-taken");
  expect(await set("photos.example")).not.toBe("collection-host-taken");
});

test("news has a title and ends after it begins", async () => {
  const news = { title: { en: "Closed" }, body: { en: "x" }, fromOn: "2026-11-21", untilOn: "2026-11-22" };
  const tell = (more: object) => ask("desk", "POST /members/JINHE/news", { ...news, ...more });
  expect(await tell({ title: { en: "  " } })).toBe("news-invalid");
  expect(await tell({ untilOn: "2026-11-20" })).toBe("news-invalid");
  expect(await tell({})).toBe(201);
  expect(await ask("desk", "DELETE /members/JINHE/news/999")).toBe("news-unknown");
});

test("a damaged copy is told its owner once, by those who have it, and decided once", async () => {
  const tell = (id: number) => ask("desk", `POST /desk/items/${id}/reports`, { kind: "damaged" });
  expect(await tell(copies.other)).toBe("item-report-not-concerned");
  expect(await tell(copies.own)).toBe(201);
  expect(await tell(copies.own)).toBe("item-report-exists");
  expect(await ask("desk", `POST /desk/reports/${crypto.randomUUID()}/decision`, { isTrue: true })).toBe(
    "item-report-unknown",
  );
});

test("a session that is not one's own cannot be ended", async () => {
  expect(await ask("reader", `DELETE /me/sessions/${crypto.randomUUID()}`)).toBe("session-unknown");
});

test("what the library has is not suggested to it", async () => {
  const { id } = await findMemberByCode(whole.database.db, "JINHE");
  await loadRecords(whole.database, id, [
    bookRecord({ number: "n1", title: "红楼梦", isbns: ["9787020002207"] }),
  ]);
  const held = { title: "红楼梦", isbn: "9787020002207" };
  expect(await ask("reader", "POST /suggestions", held)).toBe("suggestion-held");
  expect(await ask("reader", "POST /suggestions", { title: "红楼" })).toBe(201);
  const { rows } = await whole.database.pool.query<{ id: string }>(
    "select s.id from acquisitions.suggestion s",
  );
  expect(await ask("reader", `PUT /suggestions/${rows[0]!.id}`, held)).toBe("suggestion-held");
});

/** The doors that take a picture, and who may send one there. */
const pictureDoors: readonly (readonly [Side, string])[] = [
  ["office", "/members/JINHE/logo"],
  ["desk", "/collections/old/logos"],
  ["desk", "/patrons/:reader/photo"],
  ["desk", "/title-page-readings"],
];

test("every door that takes a picture says by name what is wrong with it, and when there is no room for it", async () => {
  const send = async ([side, path]: readonly [Side, string], picture: Buffer): Promise<string | number> => {
    const { statusCode, body } = await whole.app.inject({
      method: "POST",
      url: `/api/v1${path.replace(":reader", whole.personIds.reader)}`,
      headers: { ...whole.headers[side], ...multipart },
      payload: multipartOf(picture),
    });
    return statusCode < 300 ? statusCode : (JSON.parse(body) as { code: string }).code;
  };
  const picture = await cameraJpeg(20, 20);
  const everywhere = async (bytes: Buffer) =>
    new Set(await Promise.all(pictureDoors.map((door) => send(door, bytes))));
  for (const [refusal, bytes] of Object.entries(await wrongPictures()))
    expect(await everywhere(bytes)).toEqual(new Set([refusal]));
  expect(await whilePicturesBusy(() => everywhere(picture))).toEqual(new Set(["pictures-busy"]));
  expect(await whileUploadsFill(() => everywhere(picture))).toEqual(new Set(["server-busy"]));
  for (const [door, answer] of [
    [["office", "/members/JINHE/logo"], 204],
    [["office", "/members/NANSHAN/logo"], "face-unknown"],
    [["office", "/members/NOBODY/logo"], "member-unknown"],
    [["desk", "/collections/old/logos"], 201],
    [["desk", "/collections/none/logos"], "collection-unknown"],
    [["desk", "/collections/none/imports"], "collection-unknown"],
  ] as const)
    expect(await send(door, picture), door[1]).toBe(answer);
});
