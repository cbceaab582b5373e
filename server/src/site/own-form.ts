import type { z } from "zod";
import type { App, Reply, Request } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import type { Session } from "../people/index.ts";
import { answer, type Done, toSignIn } from "./form-answer.ts";

/** A posted form of somebody signed in: the parts of its path, and one text per field. */
export type PostedForm = { session: Session; params: Record<string, string>; request: Request };

/**
 * Mounts a form that only somebody signed in can send: does it, then shows `back` again with what came of it. Nobody
 * signed in is led to the sign-in page and from there to `back`; an act may lead elsewhere when it is done.
 */
export function onOwnForm(
  app: App,
  path: string,
  language: Language,
  back: (params: Record<string, string>, request: Request) => string,
  act: (form: PostedForm) => Promise<(Done & { back?: string }) | null>,
  config: { keepsOwnKey?: boolean } = {},
): void {
  app.post(path, { schema: { hide: true }, config }, async (request: Request, reply: Reply) => {
    const params = request.params as Record<string, string>;
    const { session } = request;
    let next = back(params, request);
    if (!session) return toSignIn(reply, language, next);
    return answer(
      reply,
      () => next,
      async () => {
        const { back: onward, ...done } = (await act({ session, params, request })) ?? {};
        next = onward ?? next;
        return "key" in done ? (done as Done) : null;
      },
    );
  });
}

const INSTANCE_ID = /^[1-9]\d{0,14}$/;

/** The instance a path names. Refuses `instance-unknown` 404. */
export function instanceIn(params: Record<string, string>, name = "id"): number {
  const text = params[name] ?? "";
  if (!INSTANCE_ID.test(text)) throw new Problem("instance-unknown", 404);
  return Number(text);
}

/** A form's fields by the shape the API takes too. Refuses `form-incomplete` 422. */
export function readForm<T extends z.ZodType>(shape: T, fields: unknown): z.infer<T> {
  const parsed = shape.safeParse(fields);
  if (!parsed.success) throw new Problem("form-incomplete", 422);
  return parsed.data;
}
