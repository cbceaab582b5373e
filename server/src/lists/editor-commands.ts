import { z } from "zod";
import type { AnyCommand } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { inviteEditors, joinEditors, removeEditor, withdrawInvitation } from "./editors.ts";
import { command, done, editForm, lockRefusals, myLists, noInput } from "./list-doors.ts";
import { editorParams, givenKey, keySchema, listParams } from "./schema.ts";

const invite = command({
  name: "lists.invite",
  summary: "A new invitation for co-editors; the one before ends",
  path: "/lists/:id/invitation",
  status: 201,
  who: person,
  params: listParams,
  input: noInput,
  output: keySchema,
  refusals: lockRefusals,
  secret: true,
  audit: "events",
  run: async (tx, actor, _clock, { id }) => ({ key: await inviteEditors(tx, actor, id) }),
  forms: [editForm("/invitation", "#sharing", null, { keyless: true })],
});

const withdraw = command({
  name: "lists.withdraw-invitation",
  summary: "Withdraw the invitation",
  method: "DELETE",
  path: "/lists/:id/invitation",
  status: 204,
  who: person,
  params: listParams,
  input: noInput,
  output: done,
  refusals: lockRefusals,
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await withdrawInvitation(tx, actor, id);
    return {};
  },
  forms: [editForm("/invitation/withdraw", "#sharing", "community.saved")],
});

const join = command({
  name: "lists.join",
  summary: "Take up an invitation",
  path: "/lists/:id/editors",
  status: 204,
  who: person,
  params: listParams,
  input: z.strictObject({ key: givenKey }).meta({ id: "Join" }),
  output: done,
  refusals: ["invitation-unknown", "too-many-editors"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { key }) => {
    await joinEditors(tx, actor, clock, id, key);
    return {};
  },
  forms: [editForm("/join", "", "community.joined", { after: myLists, failed: myLists })],
});

const remove = command({
  name: "lists.remove-editor",
  summary: "End a co-editor's part: the owner anybody's, an editor their own",
  method: "DELETE",
  path: "/lists/:id/editors/:personId",
  status: 204,
  who: person,
  params: editorParams,
  input: noInput,
  output: done,
  refusals: lockRefusals,
  audit: "events",
  run: async (tx, actor, _clock, { id, personId }) => {
    await removeEditor(tx, actor, id, personId);
    return {};
  },
  forms: [editForm("/editors/:personId/remove", "", "community.saved", { after: myLists, failed: myLists })],
});

/** What changes who edits a list. */
export const editorCommands: readonly AnyCommand[] = [invite, withdraw, join, remove];
