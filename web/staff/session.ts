import { ask, Refusal, setCsrfToken } from "./api.ts";
import { keepValue, keptValue, takeDesk } from "./off-line/device-store.ts";
import { isUnanswered, leaveDesk, lostReach, setDesk } from "./off-line/reach.ts";
import type { Answer } from "./operations.ts";

export type Session = Answer<"GET /session">;

const KEPT = "session";

/**
 * The session under way, or null when nobody is signed in. Without a network it is the one this device worked in last: the
 * desk goes on, and what it does is sent later.
 */
export async function loadSession(): Promise<Session | null> {
  try {
    return await remember(await ask("GET /session"));
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      await setDesk(null);
      return null;
    }
    const kept = isUnanswered(error) ? await keptValue<Session>(KEPT) : undefined;
    if (!kept) throw error;
    lostReach();
    await setDesk(kept);
    return kept;
  }
}

export async function signIn(login: string, password: string, newPassword?: string): Promise<Session> {
  const chosen = newPassword === undefined ? {} : { newPassword };
  return await remember(await ask("POST /session", { body: { login, password, ...chosen } }));
}

export async function chooseBranch(branchId: number | null): Promise<Session> {
  return await remember(await ask("PUT /session/branch", { body: { branchId } }));
}

/** Ends the session here and on the server. Refuses `off-line-waiting` while scans of this device have not been sent. */
export async function signOut(): Promise<void> {
  if (!(await leaveDesk())) throw new Refusal("off-line-waiting", {}, 409);
  await ask("DELETE /session");
}

async function remember(session: Session): Promise<Session> {
  setCsrfToken(session.csrfToken);
  if (session.branch) {
    await takeDesk(session.branch.id, session.csrfToken);
    await keepValue(KEPT, { ...session, csrfToken: "" });
  }
  await setDesk(session);
  return session;
}
