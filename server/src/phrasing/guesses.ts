import { simplify } from "@commonshelf/cjk";
import { splitForm } from "./forms.ts";

/** What may be a name before 的 and a kind of writing; a time, a country and a school are none. */
const NAME = /^[\p{Script=Han}·]{2,6}$/u;
const NO_NAME =
  /(?:[国代朝年纪期]|中外|古今|现代|当代|古典|外国|世界|日本|俄罗斯|印度|台湾|香港|女性|儿童|科幻|推理|武侠|爱情|历史|好看|有名|著名|经典|大学|学院|文学)$/u;

/**
 * Somebody's writing of a kind, said without a verb: 余华的长篇小说 -> 余华, 小说. A guess: it may as well be a title, so
 * it counts only where the words as they stand find nothing.
 */
export function guessAuthor(typed: string): { author: string; form: string } | null {
  const text = simplify(typed.normalize("NFKC").trim()).replace(/[？?。！!\s]+$/u, "");
  const [, name, rest] = /^(.{2,6}?)的(.{1,8})$/u.exec(text) ?? [];
  if (!name || !rest || !NAME.test(name) || NO_NAME.test(name)) return null;
  const form = splitForm(`某某${rest}`);
  return form?.about === "某某" ? { author: name, form: form.form } : null;
}
