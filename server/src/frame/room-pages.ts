import { createElement, type FunctionComponent } from "react";
import type { ReaderPage } from "../contracts/reader-page.ts";
import type { App } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import { toSignIn } from "./form-answer.ts";
import type { FrameDeps } from "./frame-deps.ts";
import { localePaths } from "./locale.ts";
import { rememberLanguage, sendPage, siteContext } from "./page-frame.ts";

/** Mounts the pages that rooms declare, in one language. */
export function registerRoomPages(app: App, deps: FrameDeps, language: Language): void {
  for (const page of deps.readerPages) mountPage(app, deps, language, page);
}

function mountPage(app: App, deps: FrameDeps, language: Language, page: ReaderPage): void {
  const component = (deps.pages as Record<string, unknown>)[page.component] as FunctionComponent<
    Record<string, unknown>
  >;
  app.get(localePaths[language] + page.path, { schema: { hide: true } }, async (request, reply) => {
    const { session } = request;
    rememberLanguage(request, reply, language);
    const site = siteContext(request, reply, language, deps);
    const facts = page.find({
      db: deps.db,
      clock: deps.clock,
      config: deps.config,
      site,
      actor: session?.actor ?? null,
      homeMemberId: session?.homeMemberId ?? null,
      params: request.params as Record<string, string>,
      query: Object.fromEntries(
        Object.entries(request.query as object).filter(([, v]) => typeof v === "string"),
      ),
      search: new URLSearchParams(request.url.split("?", 2)[1] ?? ""),
      ip: request.ip,
    });
    // Who has to sign in first comes back to the page.
    const props = await facts.catch((error: unknown) => {
      if (error instanceof Problem && error.code === "sign-in-needed") return null;
      throw error;
    });
    if (props === null) return toSignIn(reply, language, request.url);
    return sendPage(reply, site, createElement(component, { site, ...props }));
  });
}
