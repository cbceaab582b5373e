import type { Request } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";

/** A text field of a posted form; empty when it is absent or came several times. */
export function formField(request: Request, name: string): string {
  const body = request.body;
  if (typeof body !== "object" || body === null || !(name in body)) return "";
  const value = (body as Record<string, unknown>)[name];
  return typeof value === "string" ? value : "";
}

/** The parameters of an address, a name as often as it came. */
export function paramsOf(request: Request): URLSearchParams {
  return new URLSearchParams(request.url.split("?", 2)[1] ?? "");
}

const INSTANCE_ID = /^[1-9]\d{0,14}$/;

/** The instance a path names. Refuses `instance-unknown` 404. */
export function instanceIn(params: Record<string, string>, name = "id"): number {
  const text = params[name] ?? "";
  if (!INSTANCE_ID.test(text)) throw new Problem("instance-unknown", 404);
  return Number(text);
}
