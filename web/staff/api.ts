import type { Answer, InputOf, OperationName } from "./operations.ts";
import { t } from "./text.ts";

/** A refusal from the server, with its stable code. */
export class Refusal extends Error {
  readonly code: string;
  readonly params: Record<string, string | number>;
  readonly status: number;
  constructor(code: string, params: Record<string, string | number>, status: number) {
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

/**
 * Calls /api/v1; throws `Refusal` with the server's code, or `network`. `key`: sent again with the same one, it acts once.
 * What is refused for want of a fresh proof is sent once more when that has been given.
 */
export async function call<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
  try {
    return await send<T>(method, path, body, key);
  } catch (error) {
    const isGrave = error instanceof Refusal && error.code === "fresh-sign-in-needed";
    if (!isGrave || !prover || !(await prover())) throw error;
    return await send<T>(method, path, body, key);
  }
}

const TIMEOUT_MS = 30_000;

async function send<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
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
  const answer = (await response.json().catch(() => ({}))) as {
    code?: string;
    params?: Record<string, string | number>;
  };
  if (!response.ok) throw new Refusal(answer.code ?? "other", answer.params ?? {}, response.status);
  return answer as T;
}

type Parts = {
  params?: Record<string, string | number>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
};
/** Nothing more needs to be said of an operation that takes nothing. */
type Input<N extends OperationName> = keyof InputOf<N> extends never ? [] : [InputOf<N>];

/** Asks for an operation in the server's own shapes; throws `Refusal` with the server's code, or `network`. */
export async function ask<N extends OperationName>(name: N, ...input: Input<N>): Promise<Answer<N>> {
  const { params, query, body }: Parts = input[0] ?? {};
  const [method, path] = name.split(" ") as [string, string];
  const filled = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params![key]!));
  const asked = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === undefined || value === "" ? [] : [[key, String(value)]],
  );
  const tail = asked.length === 0 ? "" : `?${new URLSearchParams(asked)}`;
  return await call<Answer<N>>(method, `${filled}${tail}`, body);
}

/** What a refusal means to the person at the desk. */
export function explain(error: unknown): string {
  if (!(error instanceof Refusal)) return t("problem.other", { code: String(error) });
  const key = `problem.${error.code}`;
  const text = t(key, error.params);
  return text === key ? t("problem.other", { code: error.code }) : text;
}
