import { expect } from "vitest";
import type { App } from "../kernel/http.ts";

/** Password of the people that tests of pages sign in. */
export const TEST_PASSWORD = "a long password";

/** A browser without JavaScript: reads pages, fills in their forms, follows redirects, keeps cookies. */
export class Browser {
  private readonly app: App;
  private readonly cookies = new Map<string, string>();
  html = "";
  url = "";
  status = 0;

  constructor(app: App) {
    this.app = app;
  }

  /** A browser of somebody with this login and the password of the tests, signed in. */
  static async signIn(app: App, login: string): Promise<Browser> {
    const browser = new Browser(app);
    const reply = await app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { login, password: TEST_PASSWORD },
    });
    browser.keep(reply.headers["set-cookie"]);
    return browser;
  }

  private keep(header: string | string[] | undefined): void {
    for (const line of [header ?? []].flat()) {
      const [name, value] = line.split(";")[0]!.split("=", 2);
      if (/Max-Age=0|Expires=Thu, 01 Jan 1970/.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
  }

  private cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async open(url: string): Promise<string> {
    const reply = await this.app.inject({ url, headers: { cookie: this.cookie() } });
    this.keep(reply.headers["set-cookie"]);
    if (reply.statusCode === 302 || reply.statusCode === 303)
      return await this.open(String(reply.headers.location));
    this.status = reply.statusCode;
    this.url = url;
    this.html = reply.body;
    return reply.body;
  }

  /** Sends a form with a file; the status it is answered with. */
  async upload(url: string, payload: Buffer, site: string): Promise<number> {
    const reply = await this.app.inject({
      method: "POST",
      url,
      headers: {
        cookie: this.cookie(),
        "content-type": "multipart/form-data; boundary=x",
        "sec-fetch-site": site,
      },
      payload,
    });
    this.keep(reply.headers["set-cookie"]);
    return reply.statusCode;
  }

  /** Sends the form of the page whose action ends so, with its hidden fields and what was filled in. */
  async send(action: string, fields: Record<string, string | string[]> = {}): Promise<string> {
    const form = [
      ...this.html.matchAll(/<form(?=[^>]* method="post")[^>]* action="([^"]+)"[^>]*>(.*?)<\/form>/gs),
    ].find(([, to]) => to!.endsWith(action));
    if (!form) throw new Error(`${this.url} (${this.status}) has no form ${action}`);
    const body = new URLSearchParams();
    for (const [, name, value] of form[2]!.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
      if (!(name! in fields)) body.append(name!, value!);
    for (const [name, value] of Object.entries(fields))
      for (const one of [value].flat()) body.append(name, one);
    const reply = await this.app.inject({
      method: "POST",
      url: form[1]!,
      headers: {
        cookie: this.cookie(),
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-site": "same-origin",
      },
      payload: body.toString(),
    });
    expect(reply.statusCode, reply.body.slice(0, 300)).toBe(303);
    this.keep(reply.headers["set-cookie"]);
    return await this.open(String(reply.headers.location));
  }
}
