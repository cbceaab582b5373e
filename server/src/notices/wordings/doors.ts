import { z } from "zod";
import { findMemberByCode, listBranches, type Member } from "../../consortium/index.ts";
import { listOf } from "../../contracts/shapes.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import { commandsOf } from "../../kernel/command.ts";
import type { Db } from "../../kernel/database.ts";
import { queriesOf } from "../../kernel/query.ts";
import { type Language, languages, pick } from "../../kernel/text.ts";
import { type Clock, DAY_MS, dateIn } from "../../kernel/time.ts";
import { demandPermission, getPerson, staff } from "../../people/index.ts";
import { sendLetter } from "../letters.ts";
import { noticeReader, noticeValues } from "../notice-words.ts";
import type { NoticeParams } from "../notices.ts";
import { noticeRefusals, refuse } from "../refusals.ts";
import { newWordingSchema, noticeTextSchema, wordingPlaceSchema, wordingSchema } from "../schema.ts";
import { type LibraryNoticeKind, libraryNoticeKinds } from "../words.ts";
import {
  clearWording,
  defaultWording,
  demandValues,
  fillIn,
  setWording,
  valueNames,
  type Wording,
  wordingsOf,
} from "./wordings.ts";

const command = commandsOf(noticeRefusals);
const query = queriesOf(noticeRefusals);
const who = staff("member.manage", "somewhere");
const ofMember = z.object({ code: z.string().max(40) });

/** The library of the address, whose texts the actor may write. Refuses `member-unknown` 404, `forbidden` 403. */
async function managed(db: Db, actor: Actor, code: string): Promise<Member> {
  const member = await findMemberByCode(db, code);
  demandPermission(actor, "member.manage", member.id);
  return member;
}

const texts = query({
  name: "notices.texts",
  summary: "How a library words what it tells its readers by mail, and the wording that counts without",
  path: "/members/:code/notice-texts",
  who,
  params: ofMember,
  filter: z.strictObject({}),
  output: listOf(noticeTextSchema),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, { code }) => {
    const own = await wordingsOf(db, (await managed(db, actor, code)).id);
    const items = libraryNoticeKinds.flatMap((kind) =>
      languages.map((language) => ({
        kind,
        language,
        values: valueNames(kind),
        own: own.get(`${kind} ${language}`) ?? null,
        otherwise: defaultWording(kind, language),
      })),
    );
    return { items };
  },
});

const set = command({
  name: "notices.set-text",
  summary: "Word a notice of the library in one language",
  method: "PUT",
  path: "/members/:code/notice-texts",
  status: 204,
  who,
  params: ofMember,
  input: newWordingSchema,
  output: z.void(),
  refusals: ["member-unknown", "notice-value-unknown", "notice-value-broken"],
  audit: "events",
  run: async (tx, actor, clock, { code }, { kind, language, subject, body }) => {
    const { id: memberId } = await managed(tx, actor, code);
    await setWording(tx, clock, actor.personId, { memberId, kind, language }, { subject, body });
    await writeAudit(tx, actor, "notices.set-text", { kind: "notice-text", id: kind }, memberId, {
      language,
    });
  },
});

const clear = command({
  name: "notices.clear-text",
  summary: "Let the consortium's wording of a notice count again",
  method: "DELETE",
  path: "/members/:code/notice-texts",
  status: 204,
  who,
  params: ofMember,
  input: wordingPlaceSchema,
  output: z.void(),
  refusals: ["member-unknown", "wording-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { code }, { kind, language }) => {
    const { id: memberId } = await managed(tx, actor, code);
    await clearWording(tx, { memberId, kind, language });
    const subject = { kind: "notice-text", id: kind };
    await writeAudit(tx, actor, "notices.clear-text", subject, memberId, { language });
  },
});

const SAMPLE_DAYS = 14;

/** What a notice might say, for a preview: a title, days to come, the library's own branch. */
async function sampleValues(
  db: Db,
  clock: Clock,
  member: Member,
  kind: LibraryNoticeKind,
  language: Language,
): Promise<Record<string, string | number | null>> {
  const branchId = (await listBranches(db, { memberId: member.id }))[0]?.id ?? null;
  const day = dateIn(member.timeZone, new Date(clock.now().getTime() + SAMPLE_DAYS * DAY_MS));
  const known: NoticeParams = {
    title: { en: "Border Town", "zh-Hant": "邊城", "zh-Hans": "边城" }[language],
    reader: { en: "Shen Congwen", "zh-Hant": "沈從文", "zh-Hans": "沈从文" }[language],
    library: pick(member.name, language),
    number: "20220102",
  };
  const sampleOf = (name: string): string | number | null => {
    if (/(on|until|by)$/i.test(name)) return day;
    return (
      known[name] ??
      (/title|^name$/i.test(name) ? known.title! : /at$/i.test(name) ? clock.now().toISOString() : 2)
    );
  };
  const params = Object.fromEntries(valueNames(kind).map((name) => [name, sampleOf(name)]));
  const reader = await noticeReader(db, language, member.timeZone);
  return noticeValues({ ...params, branchId }, reader);
}

async function previewOf(
  db: Db,
  clock: Clock,
  member: Member,
  { kind, language, subject, body }: z.output<typeof newWordingSchema>,
): Promise<Wording> {
  demandValues(kind, { subject, body });
  return fillIn({ subject, body }, await sampleValues(db, clock, member, kind, language));
}

const preview = command({
  name: "notices.preview-text",
  summary: "How a wording reads with a title, a day and a branch put in; nothing is kept",
  path: "/members/:code/notice-texts/preview",
  status: 200,
  who,
  params: ofMember,
  input: newWordingSchema,
  output: wordingSchema,
  refusals: ["member-unknown", "notice-value-unknown", "notice-value-broken"],
  audit: "events",
  run: async (tx, actor, clock, { code }, input) =>
    await previewOf(tx, clock, await managed(tx, actor, code), input),
});

const test = command({
  name: "notices.mail-test",
  summary: "Send a wording to one's own mail address, with a title, a day and a branch put in",
  path: "/members/:code/notice-texts/test-mail",
  status: 200,
  who,
  params: ofMember,
  input: newWordingSchema,
  output: z.object({ to: z.string() }).meta({ id: "TestMail" }),
  refusals: [
    "member-unknown",
    "notice-value-unknown",
    "notice-value-broken",
    "mail-not-set-up",
    "own-address-missing",
    "mail-refused",
  ],
  audit: "events",
  prepare: async ({ db, clock, config }, actor, { code }, input) => {
    const text = await previewOf(db, clock, await managed(db, actor, code), input);
    if (!config.smtp) throw refuse("mail-not-set-up");
    const { email } = await getPerson(db, actor.personId);
    if (email === null) throw refuse("own-address-missing");
    await sendLetter(config.smtp, { to: email, subject: text.subject, parts: [text.body] }).catch(() => {
      throw refuse("mail-refused");
    });
    return { to: email };
  },
  run: (_tx, _actor, _clock, _params, _input, sent) => Promise.resolve(sent),
});

/** What libraries do with the words of their notices. */
export const wordingCommands = [set, clear, preview, test];
export const wordingQueries = [texts];
