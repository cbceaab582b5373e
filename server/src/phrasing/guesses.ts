import { parseHanNumber, simplify } from "@commonshelf/cjk";
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

const MARKED_END =
  /^(.{2,8}?)([上中下]册|教材|课本|教科书|教程|习题集?|习题解答|答案|第[一二三四五六七八九十\d]{1,2}版)$/u;

/** A course's name and what is wanted of it, written as one: 高数上册 -> 高数, 上册; a text of words by its words. */
export function wordsOf(typed: string): string[] {
  const words = typed.trim().split(/\s+/);
  if (words.length > 1) return words;
  const [, course, wanted] = MARKED_END.exec(simplify(words[0]!)) ?? [];
  return course && wanted ? [course, wanted] : words;
}

/** What is said of an edition that is no maker of it. */
const EDITION =
  /^((?:第[一二三四五六七八九十\d]{1,3}|最新|新|旧|老|原|全|完整|全译|修订|增订|增补|插图|彩图|注音|珍藏|典藏|纪念|精装|平装|电子|纸质)版)[的本]?(\p{Script=Han}.+)$/u;

/** What may be meant, as a text for the box; `wider`: less than was said. */
type Guess = { q: string; wider?: true };

/**
 * What a title, its authors, its edition and its maker may be in a text that as words finds nothing, the closest first:
 * 曹雪芹和高鹗的红楼梦 -> 红楼梦 by both, 同济版高等数学 -> 高等数学 with 同济, 最新版民法典 -> 民法典, 三体第二部 -> 三体2.
 */
export function guessTitles(typed: string): Guess[] {
  const text = simplify(typed.normalize("NFKC").trim())
    .replace(/[《》]/gu, "")
    .replace(/[？?。！!\s]+$/u, "");
  const [, part, number] = /^(.{2,}?)第([一二三四五六七八九十]{1,3}|[1-9]\d?)部$/u.exec(text) ?? [];
  if (part && number) return [{ q: `${part}${parseHanNumber(number) ?? number}` }];
  const [, series, place] = /^(\p{Script=Han}{2,})([二三四五六七八九十])$/u.exec(text) ?? [];
  if (series && place) return [{ q: `${series}${parseHanNumber(place)}` }];
  const [, edition, named] = EDITION.exec(text) ?? [];
  if (edition && named) return [{ q: `${named} ${edition}` }, { q: named, wider: true }];
  const [, maker, made] = /^(\p{Script=Han}{2,6})版[的本]?(\p{Script=Han}.+)$/u.exec(text) ?? [];
  if (maker && made) return [{ q: `${made} ${maker}` }];
  const [, names, title] = /^([\p{Script=Han}·、]{2,12}?)的(\p{Script=Han}.*)$/u.exec(text) ?? [];
  if (!names || !title || NO_NAME.test(names)) return [];
  const authors = names.split(/[和与、]/u).filter((name) => name.length > 1);
  const by = authors.map((name) => `author:"${name}"`).join(" ");
  return authors.length > 0 ? [{ q: `${title} ${by}` }, { q: `${title} ${authors.join(" ")}` }] : [];
}

/** A dynasty as it is spoken of, where catalogues say 代. */
const DYNASTY_LATIN = /\b([a-z'’]{3,6}) dynast(?:y|ies)\b/i;
const DYNASTY = /(夏|商|周|秦|两汉|汉|两晋|晋|隋唐|隋|唐|两宋|宋|辽|金|元|明清|明|清)朝/u;

/**
 * What is asked of a dynasty, as catalogues have it, the closest first: 唐朝历史 -> 唐代历史, 唐代 历史, 唐代; Tang dynasty
 * poetry -> Tang poetry. Only where the
 * words as they stand find nothing: 清朝 may be a word of a title.
 */
export function guessDynasty(typed: string): Guess[] {
  const text = simplify(typed.normalize("NFKC").trim());
  const [said] = DYNASTY_LATIN.exec(text) ?? [];
  if (said) return [{ q: text.replace(said, said.replace(/ dynast(?:y|ies)$/i, "")) }];
  const [spoken, name] = DYNASTY.exec(text) ?? [];
  if (!spoken) return [];
  const written = `${name}代`;
  const rest = text.replace(spoken, " ").replace(/^[\s的]+|[\s的]+$/gu, "");
  if (rest === "") return [{ q: written }];
  return [{ q: text.replace(spoken, written) }, { q: `${written} ${rest}` }, { q: written, wider: true }];
}
