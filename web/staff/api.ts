import type { Problem } from "../../server/src/kernel/problem.ts";
import type { Answer, InputOf, OperationName } from "./operations.ts";
import { date, t } from "./text.ts";

/** What the sentence of a refusal tells. */
type Params = Problem["params"];

/** A refusal from the server, with its stable code. */
export class Refusal extends Error {
  readonly code: string;
  readonly params: Params;
  readonly status: number;
  constructor(code: string, params: Params, status: number) {
    super(code);
    this.code = code;
    this.params = params;
    this.status = status;
  }
}

let csrfToken = "";

/** Remembers the token every unsafe request carries. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Asks whoever sits there to prove once more who they are; false: they would rather not. */
type Prover = () => Promise<boolean>;
let prover: Prover | null = null;

/** Who is asked before a grave act (null: nobody, it stays refused). */
export function setProver(next: Prover | null): void {
  prover = next;
}

const TIMEOUT_MS = 30_000;

type Sent = { method: string; path: string; body: unknown; key: string | undefined };

async function send<T>({ method, path, body, key }: Sent): Promise<T> {
  let response: Response;
  try {
    const isForm = body instanceof FormData;
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        ...(csrfToken && method !== "GET" ? { "x-csrf-token": csrfToken } : {}),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...(body !== undefined && !isForm ? { "content-type": "application/json" } : {}),
      },
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      signal: isForm ? null : AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Refusal("network", {}, 0);
  }
  if (response.status === 204) return undefined as T;
  const answer = (await response.json().catch(() => ({}))) as Partial<Pick<Problem, "code" | "params">>;
  if (!response.ok) throw new Refusal(answer.code ?? "other", answer.params ?? {}, response.status);
  return answer as T;
}

type Parts = {
  params?: Record<string, string | number>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  key?: string;
};
/** Sent again with the same key, an operation acts once. */
type Keyed = { key?: string };
/** Nothing more needs to be said of an operation that takes nothing. */
type Input<N extends OperationName> = keyof InputOf<N> extends never ? [Keyed?] : [InputOf<N> & Keyed];

/**
 * Asks for an operation in the server's own shapes; throws `Refusal` with the server's code, or `network`. What is refused
 * for want of a fresh proof is sent once more when that has been given.
 */
export async function ask<N extends OperationName>(name: N, ...input: Input<N>): Promise<Answer<N>> {
  const { params, query, body, key }: Parts = input[0] ?? {};
  const [method, path] = name.split(" ") as [string, string];
  const filled = path.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(params![part]!));
  const asked = Object.entries(query ?? {}).flatMap(([part, value]) =>
    value === undefined || value === "" ? [] : [[part, String(value)]],
  );
  const tail = asked.length === 0 ? "" : `?${new URLSearchParams(asked)}`;
  const sent = { method, path: `${filled}${tail}`, body, key };
  try {
    return await send<Answer<N>>(sent);
  } catch (error) {
    const isGrave = error instanceof Refusal && error.code === "fresh-sign-in-needed";
    if (!isGrave || !prover || !(await prover())) throw error;
    return await send<Answer<N>>(sent);
  }
}

/** A day or an instant as people write it; everything else as it stands. */
function inWords<V>(value: V): V | string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(value) ? date(value) : value;
}

/** What a refusal means to the person at the desk. */
export function explain(error: unknown): string {
  if (!(error instanceof Refusal)) return t("problem.other", { code: String(error) });
  const key = `problem.${error.code}`;
  const text = t(
    key,
    Object.fromEntries(Object.entries(error.params).map(([name, of]) => [name, inWords(of)])),
  );
  return text === key ? t("problem.other", { code: error.code }) : text;
}
