import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "./consortium/index.ts";
import { systemActor } from "./kernel/actor.ts";
import { inTransaction } from "./kernel/database.ts";
import { addTitle } from "./site/testing-region.ts";
import { buildWhole, type Side, type Whole } from "./testing-whole.ts";

/** Who asks for what, with what, and by which name it is refused; a number: what is done. */
type Row = readonly [side: Side, operation: string, body: object | null, answer: string | number];

const NOBODY = "01a1fd05-4adc-768a-97d3-3b26723e28ff";
const FAR = 999_999_999;
const MARC = { l: "00000nam a2200000 a 4500", f: [["245", "00", "a", "x"]] };
const RULES = [{ do: "remove-field", tag: "500" }];

let whole: Whole;
const made: Record<string, string> = {};
beforeAll(async () => {
  whole = await buildWhole({ COMMONSHELF_BUDGET: "0" });
  const { database } = whole;
  const nanshan = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } }),
  );
  await addTitle(database, { title: { main: "边城" } }, [{ member: nanshan }]);
  const { rows } = await database.pool.query<{ what: string; id: string }>(
    `select case m.code when 'JINHE' then 'own' else 'other' end as what, max(i.id)::text as id
     from catalogue.item i join consortium.member m on m.id = i.member_id group by m.code
     union all select m.code || ' ' || b.code, b.id::text from consortium.branch b join consortium.member m on m.id = b.member_id
     union all select 'title', min(id)::text from catalogue.instance
     union all select 'record', min(id)::text from catalogue.record`,
  );
  for (const { what, id } of rows) made[what] = id;
  for (const side of ["reader", "desk", "office"] as const) made[side] = whole.personIds[side];
});
afterAll(() => whole.close());

const named = (text: string): string =>
  text.replace(/:([a-z]+)\b/g, (all, name: string) => made[name] ?? all);

/** `:name` in a path or in what is sent is what was made by that name. */
async function answers(rows: readonly Row[]): Promise<string[]> {
  const got: string[] = [];
  for (const [side, operation, body] of rows) {
    const [method, path] = operation.split(" ") as ["PUT", string];
    const url = `/api/v1${named(path)}`;
    const answer = await whole.app.inject({
      method,
      url,
      headers: whole.headers[side],
      ...(body && { payload: JSON.parse(named(JSON.stringify(body))) as object }),
    });
    const code = answer.statusCode < 300 ? answer.statusCode : answer.json<{ code: string }>().code;
    got.push(`${operation} ${code}`);
  }
  return got;
}

const meets = async (rows: readonly Row[]): Promise<void> =>
  expect(await answers(rows)).toEqual(rows.map(([, operation, , answer]) => `${operation} ${answer}`));

test("no list begins where nobody said it would", async () => {
  const lists: readonly (readonly [Side, string])[] = [
    ["office", "/alliance/help-cases"],
    ["office", "/alliance/waiting-cases"],
    ["desk", "/distances"],
    ["office", "/grouping-reports"],
    ["reader", "/history"],
    ["nobody", "/instances/:title/voices"],
    ["nobody", "/members/JINHE/closures"],
    ["nobody", "/members/JINHE/locations"],
    ["reader", "/notices"],
    ["desk", "/patrons?q=lin&reason=hold"],
    ["nobody", "/public-lists"],
    ["office", "/rule-changes"],
  ];
  await meets(
    lists.map(
      ([side, path]): Row => [
        side,
        `GET ${path}${path.includes("?") ? "&" : "?"}cursor=x`,
        null,
        "cursor-invalid",
      ],
    ),
  );
});

test("of a library that there is not nothing is told", async () => {
  const paths = [
    "/agreements?member=NOBODY",
    "/audit?member=NOBODY",
    "/kinds?member=NOBODY",
    "/loan-rules?member=NOBODY",
    "/loan-terms?member=NOBODY",
    "/number-ranges?member=NOBODY",
    "/rule-changes?member=NOBODY",
    "/settings?member=NOBODY",
    "/terms?member=NOBODY",
    "/members/NOBODY/audience-rules",
    "/members/NOBODY/macros",
    "/members/NOBODY/notice-texts",
    "/members/NOBODY/patron-feed",
    `/members/NOBODY/patron-feed/runs/${NOBODY}`,
  ];
  await meets(paths.map((path): Row => ["office", `GET ${path}`, null, "member-unknown"]));
  await meets([
    ["desk", "GET /settings?member=JINHE&branch=NONE", null, "branch-unknown"],
    ["desk", `GET /members/JINHE/patron-feed/runs/${NOBODY}`, null, "run-unknown"],
    ["nobody", "GET /members/JINHE/branches/NONE/hours", null, "branch-unknown"],
    ["desk", `GET /authorities/${FAR}`, null, "authority-unknown"],
    ...["", "/lines", "/records", "/staged", "/undo"].map(
      (part): Row => ["desk", `GET /loads/${NOBODY}${part}`, null, "load-unknown"],
    ),
    ["office", `GET /collection-objects/${FAR}/playings`, null, "object-unknown"],
    ["office", "GET /figures/turnover?from=2026-11-01&to=2026-11-30", null, "choose-branch"],
    ["office", "GET /figures/use-per-copy?from=2026-11-01&to=2026-11-30", null, "choose-branch"],
    ["office", "GET /figures/holds-per-copy", null, "choose-branch"],
    ["office", "GET /figures/overdue", null, "choose-branch"],
    ["office", "GET /figures/overruled?from=2026-11-01&to=2026-11-30", null, "choose-branch"],
  ]);
});

test("consortium: members, branches, days and ways are refused by name", async () => {
  const name = { en: "East" };
  const hours = [{ weekday: 1, opens: "10:00", closes: "09:00" }];
  const closures = [{ firstOn: "2026-12-02", lastOn: "2026-12-01" }];
  const news = { title: { en: "x" }, body: { en: "x" }, fromOn: "2026-11-21", untilOn: "2026-11-22" };
  await meets([
    ["office", "POST /members", { code: "JINHE", name }, "member-exists"],
    ["office", "POST /members", { code: "no code", name }, "member-code-invalid"],
    ["office", "POST /members", { code: "EAST", name: {} }, "name-missing"],
    ["office", "POST /members", { code: "EAST", name, timeZone: "Mars/Base" }, "time-zone-unknown"],
    ["office", "POST /members", { code: "EAST", name, loanDays: 0 }, "circulation-default-invalid"],
    ["office", "PATCH /members/NOBODY", { name }, "member-unknown"],
    ["desk", "PATCH /members/JINHE", { name: {} }, "name-missing"],
    ["desk", "PATCH /members/JINHE", { timeZone: "Mars/Base" }, "time-zone-unknown"],
    ["desk", "PATCH /members/JINHE", { shelfDays: 0 }, "circulation-default-invalid"],
    ["office", "POST /members/NOBODY/branches", { code: "EAST", name }, "member-unknown"],
    ["desk", "POST /members/JINHE/branches", { code: "no code", name }, "branch-code-invalid"],
    ["desk", "POST /members/JINHE/branches", { code: "EAST", name: {} }, "name-missing"],
    ["desk", "POST /members/JINHE/branches", { code: "EAST", name }, 201],
    ["desk", "POST /members/JINHE/branches", { code: "EAST", name }, "branch-exists"],
    ["office", "PATCH /members/NOBODY/branches/EAST", { name }, "member-unknown"],
    ["desk", "PATCH /members/JINHE/branches/NONE", { name }, "branch-unknown"],
    ["desk", "PATCH /members/JINHE/branches/EAST", { name: {} }, "name-missing"],
    ["office", "DELETE /members/NOBODY/branches/EAST", null, "member-unknown"],
    ["desk", "DELETE /members/JINHE/branches/NONE", null, "branch-unknown"],
    ["desk", "DELETE /members/JINHE/branches/MAIN", null, "branch-in-use"],
    ["office", "PUT /members/NOBODY/branches/EAST/hours", { hours: [] }, "member-unknown"],
    ["desk", "PUT /members/JINHE/branches/NONE/hours", { hours: [] }, "branch-unknown"],
    ["desk", "PUT /members/JINHE/branches/EAST/hours", { hours }, "opening-hours-invalid"],
    ["office", "PUT /members/NOBODY/locations", { code: "a", branch: "EAST" }, "member-unknown"],
    ["desk", "PUT /members/JINHE/locations", { code: "a", branch: "NONE" }, "branch-unknown"],
    ["desk", "PUT /members/JINHE/locations", { code: "", branch: "EAST" }, "location-code-invalid"],
    ["office", "DELETE /members/NOBODY/locations", { code: "a" }, "member-unknown"],
    ["desk", "DELETE /members/JINHE/locations", { code: "a" }, "location-unknown"],
    ["office", "POST /members/NOBODY/closures", { closures }, "member-unknown"],
    ["desk", "POST /members/JINHE/closures", { closures }, "closure-invalid"],
    ["office", "POST /members/NOBODY/closures/file", { text: "x" }, "member-unknown"],
    ["desk", "POST /members/JINHE/closures/file", { text: 'a,"b' }, "closure-file-unreadable"],
    ["office", `DELETE /members/NOBODY/closures/${FAR}`, null, "member-unknown"],
    ["desk", `DELETE /members/JINHE/closures/${FAR}`, null, "closure-unknown"],
    ["office", "PUT /distances", { from: "NOBODY/A", to: "JINHE/EAST", minutes: 5 }, "member-unknown"],
    ["office", "PUT /distances", { from: "JINHE/NONE", to: "JINHE/EAST", minutes: 5 }, "branch-unknown"],
    ["office", "PUT /distances", { from: "JINHE/EAST", to: "JINHE/EAST", minutes: 5 }, "distance-invalid"],
    ["office", "DELETE /distances", { from: "NOBODY/A", to: "JINHE/EAST" }, "member-unknown"],
    ["office", "DELETE /distances", { from: "JINHE/NONE", to: "JINHE/EAST" }, "branch-unknown"],
    ["office", "DELETE /distances", { from: "JINHE/MAIN", to: "JINHE/EAST" }, "distance-unknown"],
    ["office", "POST /members/NOBODY/news", news, "member-unknown"],
    ["office", `DELETE /members/NOBODY/news/${FAR}`, null, "member-unknown"],
  ]);
});

test("people: readers, cards and roles are refused by name", async () => {
  const reader = { name: "许岚", number: "S-1", patronGroup: "student" };
  const at = "/patrons/:reader";
  await meets([
    ["desk", "POST /patrons", { ...reader, card: "JH-1" }, 201],
    ["desk", `PATCH ${at}`, { email: "nowhere" }, "email-invalid"],
    ["desk", `POST ${at}/affiliations`, { number: "S-1", patronGroup: "a" }, "affiliation-number-taken"],
    ["desk", `POST ${at}/affiliations`, { number: "S-3", patronGroup: "a", card: "JH-1" }, "card-exists"],
    ["desk", `POST ${at}/affiliations`, { number: "S-3", patronGroup: "a", email: "x" }, "email-invalid"],
    ["desk", `POST ${at}/affiliations`, { number: "S-3", patronGroup: "a", phone: "x" }, "phone-invalid"],
    ["desk", `PATCH /patrons/${NOBODY}/affiliations/${NOBODY}`, { patronGroup: "a" }, "affiliation-unknown"],
    ["reader", `POST ${at}/cards`, { barcode: "JH-2" }, "forbidden"],
    ["desk", `POST ${at}/cards`, { barcode: "JH-2" }, 201],
    ["desk", `POST ${at}/cards/loss`, { barcode: "JH-9" }, "card-unknown"],
    ["desk", `POST ${at}/cards/recovery`, { barcode: "JH-9" }, "card-unknown"],
    ["desk", `POST ${at}/cards/replacement`, { barcode: "JH-9", by: "JH-3" }, "card-unknown"],
    ["desk", `POST ${at}/cards/replacement`, { barcode: "JH-2", by: "JH-1" }, "card-exists"],
    ["desk", `PATCH ${at}/affiliations/${NOBODY}`, { email: "x" }, "affiliation-unknown"],
    ...(["", "/loss", "/recovery"] as const).map(
      (part): Row => ["desk", `POST /patrons/${NOBODY}/cards${part}`, { barcode: "JH-7" }, "patron-unknown"],
    ),
    ["desk", `POST /patrons/${NOBODY}/cards/replacement`, { barcode: "JH-7", by: "JH-8" }, "patron-unknown"],
    ["desk", `POST /patrons/${NOBODY}/affiliations`, { number: "S-9", patronGroup: "a" }, "patron-unknown"],
    ["desk", `POST /patrons/${NOBODY}/blocks`, { kind: "debt" }, "patron-unknown"],
    ["desk", `PATCH /patrons/${NOBODY}`, { name: "x" }, "patron-unknown"],
    [
      "office",
      "PUT /staff/roles",
      { login: "nobody", role: "circulation", member: "JINHE" },
      "login-unknown",
    ],
    [
      "office",
      "PUT /staff/roles",
      { login: "reader", role: "circulation", member: null },
      "role-scope-wrong",
    ],
    [
      "office",
      "DELETE /staff/roles",
      { personId: NOBODY, role: "circulation", member: "JINHE" },
      "role-not-held",
    ],
    [
      "office",
      "DELETE /staff/roles",
      { personId: ":office", role: "consortium-admin", member: null },
      "last-consortium-admin",
    ],
    [
      "office",
      "POST /staff",
      { name: "x", login: "desk", member: "JINHE", roles: ["circulation"] },
      "login-taken",
    ],
    [
      "office",
      "POST /staff",
      { name: "x", login: "no login", member: "JINHE", roles: ["circulation"] },
      "login-invalid",
    ],
    [
      "office",
      "POST /staff",
      { name: "x", login: "new", member: "NOBODY", roles: ["circulation"] },
      "member-unknown",
    ],
    [
      "office",
      "POST /staff",
      { name: "x", login: "new", member: null, roles: ["circulation"] },
      "role-scope-wrong",
    ],
    [
      "office",
      "POST /staff",
      { name: "x", login: "new", email: "x", member: "JINHE", roles: ["circulation"] },
      "email-invalid",
    ],
    [
      "reader",
      "PUT /session/password",
      { current: "wrong", password: "Orchard-Lantern-9137" },
      "sign-in-failed",
    ],
    [
      "reader",
      "PUT /session/password",
      { current: "Lantern-Orchard-7319", password: "short" },
      "password-too-short",
    ],
    ["reader", "POST /session/confirmation", { password: "wrong" }, "sign-in-failed"],
    ["desk", "PUT /session/branch", { branchId: 32_000 }, "branch-unknown"],
    [
      "office",
      "PUT /staff/roles",
      { login: "reader", role: "circulation", member: "NOBODY" },
      "member-unknown",
    ],
    [
      "office",
      "DELETE /staff/roles",
      { personId: NOBODY, role: "circulation", member: "NOBODY" },
      "member-unknown",
    ],
    [
      "office",
      "DELETE /staff/roles",
      { personId: NOBODY, role: "circulation", member: null },
      "role-scope-wrong",
    ],
    ["office", `POST /staff/${NOBODY}/one-time-password`, null, "person-unknown"],
  ]);
});

test("policies: rules, terms and settings are refused by name", async () => {
  const rule = { member: "JINHE", patronGroup: "student", period: "P14D" };
  const day = { firstOn: "2026-12-02", lastOn: "2026-12-01" };
  const term = { member: "JINHE", name: { en: "Spring" }, firstOn: "2026-12-01", lastOn: "2026-12-31" };
  const deal = { lender: "JINHE", borrower: "NANSHAN", validFrom: "2026-12-01" };
  const set = { key: "holdOrder", member: "JINHE", value: "placed" };
  await meets([
    ["office", "PUT /loan-rules", { ...rule, member: "NOBODY" }, "member-unknown"],
    ["desk", "PUT /loan-rules", { member: "JINHE", patronGroup: "student" }, "loan-rule-empty"],
    ["desk", "PUT /loan-rules", { ...rule, period: "never" }, "loan-rule-invalid"],
    ["desk", "PUT /loan-rules", { ...rule, locked: true }, "loan-rule-lock"],
    ["desk", "PUT /loan-rules", { ...rule, from: "2020-01-01" }, "rule-date-past"],
    ["desk", "PUT /loan-rules", { member: "JINHE", itemClass: "book", holdsMax: 3 }, "loan-rule-holds-class"],
    ["office", "PUT /loan-rules", { member: null, patronGroup: "staff", period: "P30D", locked: true }, 200],
    ["desk", "PUT /loan-rules", { ...rule, patronGroup: "staff" }, "loan-rule-locked"],
    ["desk", `DELETE /loan-rules/${FAR}`, null, "loan-rule-unknown"],
    ["desk", `DELETE /terms/${FAR}`, null, "term-unknown"],
    ["desk", `DELETE /kinds/${FAR}`, null, "kind-unknown"],
    ["desk", `DELETE /agreements/${FAR}`, null, "agreement-unknown"],
    ["office", "PUT /terms", { ...term, member: "NOBODY" }, "member-unknown"],
    ["desk", "PUT /terms", { ...term, name: {} }, "name-missing"],
    ["desk", "PUT /terms", { ...term, ...day }, "term-invalid"],
    [
      "office",
      "PUT /kinds",
      { member: "NOBODY", of: "item-class", code: "a", name: { en: "A" } },
      "member-unknown",
    ],
    ["desk", "PUT /kinds", { member: "JINHE", of: "item-class", code: "a", name: {} }, "name-missing"],
    ["office", "PUT /agreements", { ...deal, lender: "NOBODY" }, "member-unknown"],
    ["desk", "PUT /agreements", { ...deal, borrower: "JINHE" }, "agreement-invalid"],
    ["desk", "PUT /agreements", { ...deal, id: FAR }, "agreement-unknown"],
    ["desk", "PUT /agreements", { ...deal, period: "never" }, "loan-rule-invalid"],
    ["desk", "PUT /agreements", deal, 200],
    ["desk", "PUT /agreements", deal, "agreement-exists"],
    ["office", "PUT /settings", { ...set, member: "NOBODY" }, "member-unknown"],
    ["desk", "PUT /settings", { ...set, branch: "NONE" }, "branch-unknown"],
    ["desk", "PUT /settings", { ...set, value: "nonsense" }, "setting-invalid"],
    ["office", "DELETE /settings", { key: "holdOrder", member: "NOBODY" }, "member-unknown"],
    ["desk", "DELETE /settings", { key: "holdOrder", member: "JINHE", branch: "NONE" }, "branch-unknown"],
    ["office", "PUT /settings", { key: "historyDays", member: null, value: 30, locked: true }, 200],
    ["desk", "PUT /settings", { key: "historyDays", member: "JINHE", value: 60 }, "setting-locked"],
    ["desk", "DELETE /settings", { key: "historyDays", member: "JINHE" }, "setting-locked"],
  ]);
});

test("placement: places, groups that float and tours are refused by name", async () => {
  const group = { code: "G1", name: { en: "G" }, member: "JINHE" };
  const branches = ["MAIN", "EAST"].map((branch) => ({ branch: `JINHE/${branch}`, most: 0 }));
  const tour = { code: "T1", name: { en: "T" }, member: "JINHE", endsOn: "2027-01-31" };
  const stops = [{ branch: "JINHE/EAST", startsOn: "2026-12-01" }];
  const place = { branchId: 32_000, until: "2026-12-31" };
  await meets([
    ["desk", "PUT /desk/items/:own/temporary-place", place, "branch-unknown"],
    ["desk", "DELETE /desk/items/:own/temporary-place", null, "place-unknown"],
    ["desk", "DELETE /float-groups/G9", null, "float-group-unknown"],
    ["office", "PUT /float-groups", { ...group, member: "NOBODY", branches }, "member-unknown"],
    ["desk", "PUT /float-groups", { ...group, name: {}, branches }, "name-missing"],
    [
      "desk",
      "PUT /float-groups",
      { ...group, branches: [branches[0], { branch: "JINHE/NONE", most: 0 }] },
      "branch-unknown",
    ],
    ["desk", "PUT /float-groups", { ...group, branches: [branches[0], branches[0]] }, "float-branches"],
    ["office", "PUT /tours", { ...tour, member: "NOBODY", stops }, "member-unknown"],
    ["desk", "PUT /tours", { ...tour, name: {}, stops }, "name-missing"],
    [
      "desk",
      "PUT /tours",
      { ...tour, stops: [{ branch: "JINHE/NONE", startsOn: "2026-12-01" }] },
      "branch-unknown",
    ],
    [
      "desk",
      "PUT /tours",
      { ...tour, stops: [{ branch: "JINHE/EAST", startsOn: "2027-12-01" }] },
      "tour-stops",
    ],
    ["desk", "POST /tours/T9/end", null, "tour-unknown"],
    ["desk", "PUT /tours", { ...tour, stops }, 200],
    ["desk", "POST /tours/T1/items", { barcode: "no such" }, "item-unknown"],
    ["desk", `DELETE /tours/T1/items/${FAR}`, null, "place-unknown"],
    ["desk", "DELETE /tours/T1/items/:own", null, "place-unknown"],
    ["desk", "POST /tours/T1/end", null, 204],
    ["desk", "POST /tours/T1/end", null, "tour-over"],
    ["desk", "POST /tours/T1/items", { barcode: "no such" }, "tour-over"],
    ["desk", `PUT /items/${FAR}/bound-titles`, { recordIds: [] }, "item-unknown"],
    ["desk", "PUT /items/:own/bound-titles", { recordIds: [FAR] }, "record-unknown"],
  ]);
});

test("cataloguing: records, items and numbers are refused by name", async () => {
  const fields = {
    branchId: 1,
    location: "",
    callNumber: "",
    barcode: null,
    part: "",
    itemClass: "book",
    forLoan: true,
    note: "",
    price: null,
  };
  const range = { member: "JINHE", name: "N", prefix: "", digits: 3, nextNumber: 1, lastNumber: 9 };
  const rules = [{ field: "title", order: [{ member: "NOBODY", level: null }], alone: false }];
  const number = { recordId: FAR, shelf: "A", class: "I242", kind: "author" };
  await meets([
    ["desk", "POST /items", { recordId: FAR, fields }, "record-unknown"],
    ["desk", `PUT /items/${FAR}`, { version: 1, recordId: FAR, fields }, "item-unknown"],
    ["office", "POST /records", { member: "NOBODY", marc: MARC, reason: "new" }, "member-unknown"],
    ["desk", "POST /records", { member: "JINHE", marc: { ...MARC, f: [] }, reason: "new" }, "record-refused"],
    ["desk", `PUT /records/${FAR}`, { version: 1, marc: MARC, reason: "new" }, "record-unknown"],
    ["desk", `POST /records/${FAR}/withdrawal`, { version: 1, reason: "new" }, "record-unknown"],
    ["desk", `POST /records/${FAR}/restoration`, { reason: "new" }, "record-unknown"],
    ["desk", "POST /call-numbers", number, "record-unknown"],
    [
      "desk",
      "POST /call-numbers/release",
      { recordId: FAR, shelf: "A", class: "I242" },
      "call-number-unknown",
    ],
    ["office", "PUT /number-ranges", { ...range, member: "NOBODY" }, "member-unknown"],
    ["desk", "PUT /number-ranges", { ...range, nextNumber: 9, lastNumber: 1 }, "range-invalid"],
    ["desk", `POST /number-ranges/${FAR}/numbers`, { count: 1 }, "range-unknown"],
    ["office", "PUT /survivorship-rules", { rules }, "member-unknown"],
    ["office", "POST /survivorship-rules/preview", { rules }, "member-unknown"],
  ]);
});

test("loads, macros and profiles are refused by name", async () => {
  const macro = { rules: RULES };
  await meets([
    ["desk", `POST /loads/${NOBODY}/acceptance`, null, "load-unknown"],
    ["desk", `DELETE /loads/${NOBODY}/staged`, null, "load-unknown"],
    ["desk", `POST /loads/${NOBODY}/undo`, null, "load-unknown"],
    ["office", "PUT /members/NOBODY/macros/m", macro, "member-unknown"],
    ["office", "DELETE /members/NOBODY/macros/m", null, "member-unknown"],
    ["desk", "DELETE /members/JINHE/macros/m", null, "macro-unknown"],
    ["office", "POST /members/NOBODY/macro-runs", { name: "m", marc: MARC }, "member-unknown"],
    ["desk", "POST /members/JINHE/macro-runs", { name: "m", marc: MARC }, "macro-unknown"],
    ["desk", "DELETE /import-profiles/none", null, "unknown-profile"],
    ["desk", "DELETE /item-profiles/none", null, "unknown-profile"],
    ["office", "DELETE /item-profiles/none", null, "choose-branch"],
    ["office", "PUT /item-profiles/mine", { rules: [{ tags: ["952"] }] }, "choose-branch"],
    ["desk", "PUT /import-profiles/mine", { itemProfile: "none-such" }, "unknown-profile"],
    ["office", "DELETE /copy-targets/none", null, "target-unknown"],
    ["desk", "POST /copied-records", { target: "none", marc: MARC, onto: null }, "target-unknown"],
    ["desk", "GET /copy-records?target=none&title=x", null, "target-unknown"],
    ["desk", `POST /collection-objects/${FAR}/playings`, null, "object-unknown"],
    ["desk", "PUT /item-profiles/auto", { rules: [{ tags: ["952"] }] }, "profile-name"],
  ]);
  await whole.database.pool.query(
    `insert into catalogue.item_profile (member_id, name, definition, changed_by)
    select m.id, 'own' || n, '{"name":"own","rules":[{"tags":["952"]}]}', $1 from consortium.member m, generate_series(1, 50) n
    where m.code = 'JINHE'`,
    [made.desk],
  );
  await meets([["desk", "PUT /item-profiles/one-more", { rules: [{ tags: ["952"] }] }, "profiles-too-many"]]);
});

test("stores and deposits are refused by name", async () => {
  await meets([
    ["office", "PUT /stores", { branch: "JINHE/NONE", shelfMetres: 1 }, "branch-unknown"],
    ["office", "DELETE /stores/JINHE/NONE", null, "branch-unknown"],
    ["office", "DELETE /stores/JINHE/EAST", null, "store-unknown"],
    ["office", "POST /store/arrivals", { barcode: "no such" }, "choose-branch"],
    ["desk", "POST /store/arrivals", { barcode: "no such" }, "store-unknown"],
  ]);
});

test("notices and the feed of readers are refused by name", async () => {
  const word = { kind: "hold-ready", language: "en" };
  const text = { ...word, subject: "x", body: "x" };
  const feed = {
    isOn: true,
    mapping: { number: "a", name: "b" },
    patronGroup: "student",
    numberIsCard: false,
    endsMissing: false,
    mostEndedPercent: 10,
  };
  const at = "/members/JINHE/notice-texts";
  const noAt = "/members/NOBODY/notice-texts";
  await meets([
    ["office", `PUT ${noAt}`, text, "member-unknown"],
    ["office", `DELETE ${noAt}`, word, "member-unknown"],
    ["office", `POST ${noAt}/preview`, text, "member-unknown"],
    ["office", `POST ${noAt}/test-mail`, text, "member-unknown"],
    ["desk", `DELETE ${at}`, word, "wording-unknown"],
    ...(["PUT |", "POST |/preview", "POST |/test-mail"] as const).flatMap((one): Row[] => [
      ["desk", one.replace("|", at), { ...text, body: "{{unheard}}" }, "notice-value-unknown"],
      ["desk", one.replace("|", at), { ...text, body: "{{title" }, "notice-value-broken"],
    ]),
    ["desk", `POST ${at}/test-mail`, text, "mail-not-set-up"],
    ["office", "PUT /members/NOBODY/patron-feed", feed, "member-unknown"],
    ["office", "POST /members/NOBODY/patron-feed/runs", { isDry: true }, "member-unknown"],
    ["desk", "POST /members/JINHE/patron-feed/runs", { isDry: true }, "feed-missing"],
  ]);
});

test("what the office does with messages and lists taken over is refused by name, and who works here is not forgotten", async () => {
  await meets([
    ["office", `POST /operation/messages/${FAR}/deliveries`, null, "message-unknown"],
    ["office", `DELETE /operation/messages/${FAR}`, null, "message-unknown"],
    ["office", "POST /members/NOBODY/taken-over/loans/undo", { dryRun: true }, "member-unknown"],
    ["desk", "DELETE /me", null, "erasure-staff"],
  ]);
});

test("suggestions to buy are refused by name", async () => {
  const book = { title: "山海经图说", isbn: "9787101033007" };
  await meets([
    ["reader", "POST /suggestions", { title: "x", isbn: "123" }, "suggestion-isbn"],
    ["reader", "POST /suggestions", book, 201],
    ["reader", "POST /suggestions", book, "suggestion-twice"],
    ["desk", `POST /suggested-books/${NOBODY}/verdict`, { verdict: "accept" }, "suggestion-unknown"],
  ]);
});

test("alliance: what there is not is not decided, taken or let go", async () => {
  const at = `/alliance/organisations/${NOBODY}`;
  await meets([
    ["office", `POST ${at}/decision`, { decision: "admit" }, "organisation-unknown"],
    ["office", "POST /announcements", { title: "Open", body: "x", until: "2020-01-01" }, "announcement-past"],
    ["office", `DELETE /announcements/${NOBODY}`, null, "announcement-unknown"],
  ]);
});

test("lists and words of readers are refused by name", async () => {
  await meets([
    ["reader", `PUT /wanted/${NOBODY}/end`, { found: true }, "wanted-unknown"],
    ["reader", `POST /wanted/${NOBODY}/reports`, { words: "x" }, "wanted-unknown"],
    ["reader", "POST /wanted", { words: "山海经", circleId: NOBODY }, "circle-unknown"],
    ["reader", "PUT /instances/:title/tags", { open: [" "] }, "tag-empty"],
  ]);
});
