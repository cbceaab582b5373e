import { afterEach, expect, test, vi } from "vitest";
import { enhanceRefusedForms } from "./refused-forms.ts";

afterEach(() => vi.unstubAllGlobals());

const field = (type: string, name: string, value = "") => ({
  type,
  name,
  value,
  checked: false,
  closest: () => null,
});

/** A page with one form; returns its fields and how it is sent. */
function openPage(isRefused: boolean, action = "/sharing/circles/7/change") {
  const fields = {
    key: field("hidden", "_key", "a"),
    words: field("textarea", "words"),
    proof: field("checkbox", "proofs", "code"),
    secret: field("password", "password"),
  };
  const form = { method: "post", getAttribute: () => action, elements: Object.values(fields) };
  let submit = (_event: object): void => undefined;
  vi.stubGlobal("document", {
    querySelector: () => (isRefused ? {} : null),
    querySelectorAll: () => [form],
    addEventListener: (_name: string, told: typeof submit) => {
      submit = told;
    },
  });
  enhanceRefusedForms();
  return { ...fields, send: () => submit({ target: form }) };
}

function write(page: ReturnType<typeof openPage>): void {
  page.words.value = "周四晚上读红楼梦";
  page.proof.checked = true;
  page.secret.value = "eleven paper cranes";
  page.send();
}

test("what was written into a form that is refused stands in it again, secrets left out, for one page", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
    removeItem: (key: string) => kept.delete(key),
  });
  write(openPage(false));
  expect([...kept.values()].join()).not.toContain("cranes");
  const refused = openPage(true);
  expect([refused.words.value, refused.proof.checked, refused.secret.value]).toEqual([
    "周四晚上读红楼梦",
    true,
    "",
  ]);
  expect(openPage(true).words.value).toBe("");
  write(refused);
  expect(openPage(false).words.value).toBe("");
  write(refused);
  expect(openPage(true, "/elsewhere").words.value).toBe("");
});
