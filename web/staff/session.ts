import { ask, Refusal, setCsrfToken } from "./api.ts";
import type { Answer } from "./operations.ts";

export type Session = Answer<"GET /session">;

/** The session under way, or null when nobody is signed in. */
export async function loadSession(): Promise<Session | null> {
  try {
    return remember(await ask("GET /session"));
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return null;
    throw error;
  }
}

export async function signIn(login: string, password: string, newPassword?: string): Promise<Session> {
  const chosen = newPassword === undefined ? {} : { newPassword };
  return remember(await ask("POST /session", { body: { login, password, ...chosen } }));
}

export async function chooseBranch(branchId: number | null): Promise<Session> {
  return remember(await ask("PUT /session/branch", { body: { branchId } }));
}

export async function signOut(): Promise<void> {
  await ask("DELETE /session");
}

function remember(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}
