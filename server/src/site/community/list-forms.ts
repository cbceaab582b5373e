import {
  addEntries,
  addSection,
  changeEntry,
  changeList,
  deleteList,
  inviteEditors,
  joinEditors,
  moveEntry,
  moveSection,
  readPasted,
  removeEditor,
  removeEntry,
  removeSection,
  renameSection,
  renewShareKey,
  reportAbuse,
} from "../../community/index.ts";
import { entryChangeSchema, listWordsSchema } from "../../community/schema.ts";
import { inTransaction, type Tx } from "../../kernel/database.ts";
import type { App, Request } from "../../kernel/http.ts";
import type { Language } from "../../kernel/text.ts";
import { reportReasons } from "../../moderation/index.ts";
import { reportBodySchema } from "../../moderation/schema.ts";
import type { Done } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { instanceIn, onOwnForm, type PostedForm, readForm } from "../own-form.ts";
import type { SiteDeps } from "../site-deps.ts";

const SAVED: Done = { key: "community.saved", params: {} };
const MOST_SECTION_TITLE = 200;

/** The forms of a list's pages in one language. */
export function registerListForms(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const list = `${base}/list/:id`;
  const edit = (anchor: string) => (params: Record<string, string>) =>
    `${base}/list/${encodeURIComponent(params.id!)}/edit${anchor}`;
  type Act = (tx: Tx, form: PostedForm & { id: string }) => Promise<Done | null>;
  const on = (path: string, anchor: string, act: Act): void =>
    onOwnForm(app, list + path, language, edit(anchor), (form) =>
      inTransaction(deps.db, (tx) => act(tx, { ...form, id: form.params.id! })),
    );

  registerEntryForms(on, deps);
  registerSectionForms(on, deps);
  on("/words", "#words", async (tx, { session, id, request }) => {
    await changeList(tx, session.actor, deps.clock, id, readForm(listWordsSchema, listWords(request)));
    return SAVED;
  });
  on("/share-key", "#sharing", async (tx, { session, id }) => {
    await renewShareKey(tx, session.actor, id);
    return { key: "community.sharing.renewed", params: {} };
  });
  on("/invitation", "#sharing", async (tx, { session, id }) => {
    await inviteEditors(tx, session.actor, id, "invite");
    return null;
  });
  on("/invitation/withdraw", "#sharing", async (tx, { session, id }) => {
    await inviteEditors(tx, session.actor, id, "withdraw");
    return SAVED;
  });
  const overview = (): string => `${base}/account/lists`;
  onOwnForm(app, `${list}/delete`, language, overview, async ({ session, params }) => {
    await inTransaction(deps.db, (tx) => deleteList(tx, session.actor, params.id!));
    return { key: "community.list.deleted", params: {} };
  });
  onOwnForm(app, `${list}/join`, language, overview, async ({ session, params, request }) => {
    const { key } = request.query as { key?: unknown };
    await inTransaction(deps.db, (tx) =>
      joinEditors(tx, session.actor, deps.clock, params.id!, typeof key === "string" ? key : ""),
    );
    return { key: "community.joined", params: {} };
  });
  onOwnForm(app, `${list}/editors/remove`, language, overview, async ({ session, params, request }) => {
    await inTransaction(deps.db, (tx) =>
      removeEditor(tx, session.actor, params.id!, formField(request, "person")),
    );
    return SAVED;
  });
  onOwnForm(
    app,
    `${list}/report`,
    language,
    (params, request) => {
      const key = keyIn(request);
      return `${base}/list/${encodeURIComponent(params.id!)}${key === null ? "" : `?key=${encodeURIComponent(key)}`}`;
    },
    async ({ session, params, request }) => {
      const subject = { kind: "list" as const, listId: params.id!, key: keyIn(request) };
      await inTransaction(deps.db, (tx) =>
        reportAbuse(tx, session.actor, deps.clock, subject, readReport(request)),
      );
      return { key: "community.reported", params: {} };
    },
  );
}

function keyIn(request: Request): string | null {
  const { key } = request.query as { key?: unknown };
  return typeof key === "string" && key !== "" ? key : null;
}

/** Reason and words of a report's form. */
export function readReport(request: Request): ReturnType<typeof reportBodySchema.parse> {
  const reason = formField(request, "reason");
  return readForm(reportBodySchema, {
    reason: (reportReasons as readonly string[]).includes(reason) ? reason : "other",
    words: formField(request, "words"),
  });
}

function listWords(request: Request): Record<string, unknown> {
  const cover = formField(request, "cover");
  return {
    title: formField(request, "title"),
    description: lineEnds(formField(request, "description")),
    kind: formField(request, "kind") || undefined,
    visibility: formField(request, "visibility") || undefined,
    courseCode: formField(request, "courseCode"),
    term: formField(request, "term"),
    teacher: formField(request, "teacher"),
    coverInstanceId: cover === "" ? null : Number(cover),
  };
}

/** Browsers send CR LF; texts are kept with LF, so that lengths are counted as they were typed. */
export function lineEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

type On = (
  path: string,
  anchor: string,
  act: (tx: Tx, form: PostedForm & { id: string }) => Promise<Done | null>,
) => void;

function registerEntryForms(on: On, { db, clock }: SiteDeps): void {
  on("/entries", "#entries", async (tx, { session, id, request }): Promise<Done> => {
    const { instanceIds, unread } = await readPasted(db, formField(request, "numbers"));
    const { added, unknown } = await addEntries(tx, session.actor, clock, id, instanceIds);
    const lost = [...unread, ...unknown.map(String)];
    if (lost.length === 0) return { key: "community.paste.done", params: { count: added } };
    const some = lost.slice(0, 5).join(" · ").slice(0, 150);
    return { key: "community.paste.partly", params: { count: added, lost: lost.length, some } };
  });
  on("/entries/:instanceId", "#entries", async (tx, { session, id, params, request }) => {
    const section = formField(request, "section");
    const hasSections = "section" in ((request.body ?? {}) as object);
    const change = readForm(entryChangeSchema, {
      note: lineEnds(formField(request, "note")),
      requirement: formField(request, "requirement") || null,
      ...(hasSections ? { sectionId: section || null } : {}),
    });
    await changeEntry(tx, session.actor, clock, id, instanceIn(params, "instanceId"), change);
    return SAVED;
  });
  for (const direction of ["up", "down"] as const)
    on(`/entries/:instanceId/${direction}`, "#entries", async (tx, { session, id, params }) => {
      await moveEntry(tx, session.actor, clock, id, instanceIn(params, "instanceId"), direction);
      return null;
    });
  on("/entries/:instanceId/remove", "#entries", async (tx, { session, id, params }) => {
    await removeEntry(tx, session.actor, clock, id, instanceIn(params, "instanceId"));
    return { key: "community.entry.removed", params: {} };
  });
}

function registerSectionForms(on: On, { clock }: SiteDeps): void {
  const titleIn = (request: Request): string =>
    formField(request, "title").trim().slice(0, MOST_SECTION_TITLE);
  on("/sections", "#sections", async (tx, { session, id, request }) => {
    await addSection(tx, session.actor, clock, id, titleIn(request) || "—");
    return SAVED;
  });
  on("/sections/:sectionId", "#sections", async (tx, { session, id, params, request }) => {
    await renameSection(tx, session.actor, clock, id, params.sectionId!, titleIn(request) || "—");
    return SAVED;
  });
  for (const direction of ["up", "down"] as const)
    on(`/sections/:sectionId/${direction}`, "#sections", async (tx, { session, id, params }) => {
      await moveSection(tx, session.actor, clock, id, params.sectionId!, direction);
      return null;
    });
  on("/sections/:sectionId/remove", "#sections", async (tx, { session, id, params }) => {
    await removeSection(tx, session.actor, clock, id, params.sectionId!);
    return null;
  });
}
