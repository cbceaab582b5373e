import type { Actor } from "../kernel/actor.ts";
import {
  type AnyCommand,
  type Browser,
  execute,
  type FormAddress,
  type FormDoor,
} from "../kernel/command.ts";
import { formKeyOf, withoutDoorFields } from "../kernel/doors.ts";
import { browserAt } from "../kernel/http/cookies.ts";
import { markOfFile, readUpload, requestBytesFor, type Upload } from "../kernel/http/uploads.ts";
import { type App, originOf, type Reply, type Request, type RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Eraser } from "../kernel/room.ts";
import { type Language, languages } from "../kernel/text.ts";
import { problemMessage } from "./error-pages.ts";
import { leaveFlash } from "./flash.ts";
import { confirmPath, toSignIn } from "./form-answer.ts";
import { decodeForm } from "./form-fields.ts";
import { localePaths } from "./locale.ts";

type Door = Pick<RouteDeps, "db" | "clock" | "config"> & { erasers?: readonly Eraser[] };
// biome-ignore lint/suspicious/noExplicitAny: the forms of different commands have nothing in common
type AnyForm = FormDoor<any, any>;

/** Answers a form with a page: null: what was asked is done. */
type AnswerPage = (
  request: Request,
  reply: Reply,
  language: Language,
  problem: Problem | null,
) => Promise<Reply> | Reply;
export type AnswerPages = Readonly<Record<string, AnswerPage>>;

/**
 * Mounts the forms of commands in every language: Post/Redirect/Get, decoded by the command's own schema, once per key.
 * Whoever is not signed in is led to signing in and back; a refusal is told on the page the form came from, or on the one of
 * `pages` that the form names.
 */
export function mountForms(
  app: App,
  deps: Door,
  commands: readonly AnyCommand[],
  pages: AnswerPages = {},
): void {
  for (const command of commands)
    for (const form of command.forms ?? [])
      for (const language of languages)
        mountForm(app, deps, command, form, language, form.page === undefined ? undefined : pages[form.page]);
}

function mountForm(
  app: App,
  deps: Door,
  command: AnyCommand,
  form: AnyForm,
  language: Language,
  page: AnswerPage | undefined,
): void {
  const base = localePaths[language];
  const fileBytes = command.fileBytes?.(deps.config);
  // A form with a file carries its token too late to be looked at first: where it comes from is what counts.
  const csrf = fileBytes === undefined ? command.csrf : ("origin" as const);
  const config = {
    keepsOwnKey: true,
    ...(csrf && { csrf }),
    ...(fileBytes !== undefined && { uploadBytes: requestBytesFor(fileBytes) }),
  };
  const options = { schema: { hide: true }, config };
  app.post(base + form.path, options, async (request, reply) => {
    const params = request.params as Record<string, string>;
    const sent = { ...textsOf(request.body), ...params };
    try {
      const { read, output } =
        fileBytes === undefined
          ? await submit(deps, command, form, request, sent, language, browserAt(request, reply, deps.config))
          : await submitFile(deps, command, form, request, sent, language);
      const next = form.after(read, output, sent);
      if (next === null && page) return await page(request, reply, language, null);
      const done = form.done(output, originOf(request, deps.config) + base, language);
      if (done) leaveFlash(reply, { tone: "done", key: done.key, params: done.params ?? {} });
      if (command.settle) reply.header("cache-control", "private, no-store");
      return reply.redirect(base + next, 303);
    } catch (error) {
      if (page && error instanceof Problem && error.status < 500)
        return await page(request, reply, language, error);
      return refused(reply, language, base + form.failed(params, sent), error);
    }
  });
}

/** The same for a form with a file; who may is asked before any of it is read. */
async function submitFile(
  deps: Door,
  command: AnyCommand,
  form: AnyForm,
  request: Request,
  address: FormAddress,
  language: Language,
): Promise<{ read: unknown; output: unknown }> {
  command.who.admit(request.actor ?? null, request.params as Record<string, unknown>);
  const fileBytes = command.fileBytes!(deps.config);
  const limits = { fileBytes, requestBytes: requestBytesFor(fileBytes) };
  return await readUpload(request, limits, (upload) =>
    submit(deps, command, form, request, { ...upload.fields, ...address }, language, undefined, upload),
  );
}

async function submit(
  deps: Door,
  command: AnyCommand,
  form: AnyForm,
  request: Request,
  address: FormAddress,
  language: Language,
  browser?: Browser,
  upload?: Upload,
): Promise<{ read: unknown; output: unknown }> {
  const actor = request.actor ?? null;
  // Who may is asked before what was written is looked at.
  command.who.admit(actor, request.params as Record<string, unknown>);
  const sent = upload ? upload.fields : request.body;
  refuseOthersForm(sent, actor);
  const fields = withoutDoorFields(sent);
  const typed = form.prepareFields ? await form.prepareFields(fields, actor, deps.db) : fields;
  const params = readAs(command.params, form.params?.(address) ?? request.params);
  const input = readAs(command.input, {
    ...decodeForm(command.input, typed),
    ...form.fixed,
    ...form.fromAddress?.(address, language),
  });
  const file = upload ? markOfFile(request, upload) : [];
  const key = form.keyless ? undefined : formKeyOf(sent, command.name, [params, input, ...file]);
  const call = {
    ...deps,
    ip: request.ip,
    actor,
    via: "web",
    key,
    ...(browser && { browser }),
    ...(upload && { upload }),
  } as const;
  const output = await execute(command, call, params, input);
  return { read: params, output };
}

/**
 * Who was signed in when a page was opened is whose act its forms are, also where another has signed in since, or the form
 * waited on a phone for a network. Refuses `csrf-token-wrong` 403.
 */
function refuseOthersForm(sent: unknown, actor: Actor | null): void {
  const { _for: meant } = (sent ?? {}) as Record<string, unknown>;
  if (meant !== undefined && meant !== (actor?.personId ?? "")) throw new Problem("csrf-token-wrong", 403);
}

/** The fields of a form that came once, as text. */
function textsOf(body: unknown): Record<string, string> {
  const texts = Object.entries(withoutDoorFields(body)).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(texts) as Record<string, string>;
}

/** Refuses `invalid-request` 400 with the place, as the API does. */
function readAs(schema: AnyCommand["input"], value: unknown): Record<string, unknown> {
  const read = schema.safeParse(value);
  if (read.success) return read.data as Record<string, unknown>;
  const [first] = read.error.issues;
  throw new Problem("invalid-request", 400, {
    place: first?.path.join(".") ?? "",
    reason: first?.message ?? "",
  });
}

function refused(reply: Reply, language: Language, back: string, error: unknown): Reply {
  if (!(error instanceof Problem) || error.status >= 500) throw error;
  if (error.code === "sign-in-needed") return toSignIn(reply, language, back);
  if (error.code === "fresh-sign-in-needed") return reply.redirect(confirmPath(language, back), 303);
  leaveFlash(reply, { tone: "refused", ...problemMessage(error) });
  return reply.redirect(back, 303);
}
