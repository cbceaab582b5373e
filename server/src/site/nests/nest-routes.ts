import { cardWords, sendCards } from "../../drifting/index.ts";
import { localePaths, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { getNest, isNestSteward, nestSecret } from "../../nests/index.ts";
import type { SiteDeps } from "../site-deps.ts";

/** Labels for the doors, shelves and lids of one nest. */
const LABELS_ON_SHEET = 8;

/** Labels of nests in one language; their pages are the room's own. */
export function registerNestPages(app: App, deps: SiteDeps, language: Language): void {
  const { db, clock } = deps;
  const base = localePaths[language];
  app.get(`${base}/nests/:code/labels.pdf`, { schema: { hide: true } }, async (request, reply) => {
    const { code } = request.params as { code: string };
    if (!request.session) return toSignIn(reply, language, `${base}/nests/${code}`);
    const nest = await getNest(db, clock, code);
    if (!(await isNestSteward(db, request.session.person.id, nest.id))) throw new Problem("forbidden", 403);
    const { t, origin } = siteContext(request, reply, language, deps);
    const secret = await nestSecret(db, nest.id);
    const address = `${origin}${base}/nests/${nest.code}?s=${secret}`;
    const label = { title: nest.name, author: nest.address, message: "", address, code: nest.code, secret };
    return sendCards(reply, "labels", Array(LABELS_ON_SHEET).fill(label), {
      ...cardWords(t),
      label: t("nests.labels"),
      labelNote: t("nests.label-note"),
      code: t("nests.code"),
      secret: t("nests.secret"),
    });
  });
}
