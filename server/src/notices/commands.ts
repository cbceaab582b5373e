import { z } from "zod";
import { commandsOf } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { queriesOf } from "../kernel/query.ts";
import { person } from "../people/index.ts";
import { countUnread, mailWishOf, noticesOf, readAllNotices, readNotice, setMailWish } from "./notices.ts";
import { noticeRefusals } from "./refusals.ts";
import { mailWishSchema, noticeSchema } from "./schema.ts";

const command = commandsOf(noticeRefusals);
const query = queriesOf(noticeRefusals);
const nothing = z.object({});
const noInput = z.strictObject({});
const inbox = (): string => "/account#notices";

/** One message is read. */
export const readOne = command({
  name: "notices.read-notice",
  summary: "Mark a message as read",
  path: "/notices/:id/read",
  status: 200,
  who: person,
  params: z.object({ id: z.string().max(60) }),
  input: noInput,
  output: nothing,
  refusals: ["notice-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    await readNotice(tx, actor, clock, id);
    return {};
  },
  forms: [{ path: "/account/notices/:id/read", after: inbox, failed: inbox, done: () => null }],
});

/** All messages are read. */
export const readAll = command({
  name: "notices.read-all",
  summary: "Mark all my messages as read",
  path: "/notices/read",
  status: 200,
  who: person,
  params: nothing,
  input: noInput,
  output: z.object({ read: z.number().int() }).meta({ id: "ReadNotices" }),
  refusals: [],
  audit: "events",
  run: async (tx, actor, clock) => ({ read: await readAllNotices(tx, actor, clock) }),
  forms: [
    {
      path: "/account/notices/read",
      after: inbox,
      failed: inbox,
      done: () => ({ key: "sharing.done.read" }),
    },
  ],
});

/** How somebody wants to hear by mail. */
export const chooseMail = command({
  name: "notices.set-mail-wish",
  summary: "Say how I want to hear by mail: each message, one digest a day, none",
  method: "PUT",
  path: "/notices/mail",
  status: 200,
  who: person,
  params: nothing,
  input: mailWishSchema,
  output: mailWishSchema,
  refusals: [],
  audit: "events",
  run: async (tx, actor, _clock, _params, input) => {
    await setMailWish(tx, actor, input.mail);
    return input;
  },
  forms: [
    { path: "/account/notices/mail", after: inbox, failed: inbox, done: () => ({ key: "notice.wish.done" }) },
  ],
});

/** What a reader does with the inbox. */
export const noticesCommands = [readOne, readAll, chooseMail];

/** A reader's messages. */
export const listNotices = query({
  name: "notices.list",
  summary: "My messages, newest first",
  path: "/notices",
  who: person,
  params: nothing,
  filter: z.strictObject(paging),
  output: pageOf(noticeSchema).extend({ unread: z.number().int() }).meta({ id: "NoticeInbox" }),
  refusals: ["cursor-invalid"],
  run: async ({ db }, actor, _params, filter) => {
    const [page, unread] = await Promise.all([
      noticesOf(db, actor.personId, filter),
      countUnread(db, actor.personId),
    ]);
    return { ...page, unread };
  },
});

/** How a reader hears by mail. */
const mailWish = query({
  name: "notices.mail-wish",
  summary: "How I want to hear by mail",
  path: "/notices/mail",
  who: person,
  params: nothing,
  filter: noInput,
  output: mailWishSchema,
  refusals: [],
  run: async ({ db }, actor) => ({ mail: await mailWishOf(db, actor.personId) }),
});

/** What a reader asks of the inbox. */
export const noticesQueries = [listNotices, mailWish];
