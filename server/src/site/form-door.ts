import { type AnyCommand, execute, type FormAddress, type FormDoor } from "../kernel/command.ts";
import { formKeyOf, withoutDoorFields } from "../kernel/doors.ts";
import { decodeForm } from "../kernel/form-fields.ts";
import type { App, Reply, Request, RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { type Language, languages } from "../kernel/text.ts";
import { problemMessage } from "./error-pages.ts";
import { leaveFlash } from "./flash.ts";
import { toSignIn } from "./form-answer.ts";
import { localePaths } from "./locale.ts";
import { originOf } from "./page-frame.ts";

type Door = Pick<RouteDeps, "db" | "clock" | "config">;
// biome-ignore lint/suspicious/noExplicitAny: the forms of different commands have nothing in common
type AnyForm = FormDoor<any, any>;

/**
 * Mounts the forms of commands in every language: Post/Redirect/Get, decoded by the command's own schema, once per key.
 * Whoever is not signed in is led to signing in and back; a refusal is told on the page the form came from.
 */
export function mountForms(app: App, deps: Door, commands: readonly AnyCommand[]): void {
  for (const command of commands)
    for (const form of command.forms ?? [])
      for (const language of languages) mountForm(app, deps, command, form, language);
}

function mountForm(app: App, deps: Door, command: AnyCommand, form: AnyForm, language: Language): void {
  const base = localePaths[language];
  const options = {
    schema: { hide: true },
    config: { keepsOwnKey: true, ...(command.csrf && { csrf: command.csrf }) },
  };
  app.post(base + form.path, options, async (request, reply) => {
    const params = request.params as Record<string, string>;
    const sent = { ...textsOf(request.body), ...params };
    try {
      const { read, output } = await submit(deps, command, form, request, sent);
      const done = form.done(output, originOf(request, deps.config) + base, language);
      if (done) leaveFlash(reply, { tone: "done", key: done.key, params: done.params ?? {} });
      return reply.redirect(base + form.after(read, output, sent), 303);
    } catch (error) {
      return refused(reply, language, base + form.failed(params, sent), error);
    }
  });
}

async function submit(
  deps: Door,
  command: AnyCommand,
  form: AnyForm,
  request: Request,
  address: FormAddress,
): Promise<{ read: unknown; output: unknown }> {
  const actor = request.actor ?? null;
  // Who may is asked before what was written is looked at.
  command.who.admit(actor, request.params as Record<string, unknown>);
  const fields = withoutDoorFields(request.body);
  const typed = form.prepareFields ? await form.prepareFields(fields, actor, deps.db) : fields;
  const params = readAs(command.params, form.params?.(address) ?? request.params);
  const input = readAs(command.input, {
    ...decodeForm(command.input, typed),
    ...form.fixed,
    ...form.fromAddress?.(address),
  });
  const key = form.keyless ? undefined : formKeyOf(request, command.name, [params, input]);
  const output = await execute(command, { ...deps, ip: request.ip, actor, via: "web", key }, params, input);
  return { read: params, output };
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
  leaveFlash(reply, { tone: "refused", ...problemMessage(error) });
  return reply.redirect(back, 303);
}
