import { fold, foldKey, hasHan } from "@commonshelf/cjk";
import type { ContributorRole } from "@commonshelf/marc";
import type { Contributor, Parallel } from "./description.ts";

const MOST_FORMS = 8;

/** What tells whether two names are one person: Han keys, Latin keys, year of birth. */
type Identity = { han: string[]; latin: LatinName[]; born: string | undefined };

/** A name in Latin (or another alphabetic) script: its words in the order written, and whether a comma inverts it. */
type LatinName = { words: string[]; inverted: boolean };

const NOTE = /[(（[［〔][^)）\]］〕]*[)）\]］〕]/gu;

function identityOf(entry: Contributor): Identity {
  const forms = [entry.value, ...entry.forms];
  return {
    han: forms.filter(hasHan).map(hanKey),
    latin: forms.filter((form) => !hasHan(form)).map(latinName),
    born: /(?<!\d)(\d{3,4})(?=\s*-|\s*$|\?)/.exec(entry.dates ?? "")?.[1],
  };
}

/** A Han name without notes of country and dynasty and without the points of foreign names. */
function hanKey(form: string): string {
  return foldKey(form.replace(NOTE, " ")) || foldKey(form);
}

function latinName(form: string): LatinName {
  const [family = "", ...given] = form.replace(NOTE, " ").split(",");
  const wordsOf = (text: string): string[] =>
    fold(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  const head = wordsOf(family);
  const tail = wordsOf(given.join(" ")).filter((word) => !/^\d+$/.test(word));
  return { words: [...head, ...tail], inverted: head.length > 0 && tail.length > 0 };
}

/** One name in two orders: inverted and direct forms of the same words, or the same order. */
function isSameLatin(a: LatinName, b: LatinName): boolean {
  if (a.words.length !== b.words.length) return false;
  if (a.words.every((word, i) => word === b.words[i])) return true;
  if (a.inverted && b.inverted) return false;
  return [...a.words].sort().join(" ") === [...b.words].sort().join(" ");
}

/** Foreign names are written with and without forenames: 莎士比亚 and 威廉·莎士比亚. */
function isHanVariant(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && long.endsWith(short);
}

/**
 * Whether two entries name one person: an equal Han name; else no different Han names and an equal Latin one in any order.
 * Different years of birth are different persons.
 */
function isSamePerson(a: Identity, b: Identity): boolean {
  if (a.born && b.born && a.born !== b.born) return false;
  if (a.han.some((x) => b.han.includes(x))) return true;
  const latin = a.latin.some((x) => b.latin.some((y) => isSameLatin(x, y)));
  if (a.han.length > 0 && b.han.length > 0)
    return latin && a.han.some((x) => b.han.some((y) => isHanVariant(x, y)));
  return latin;
}

type Person = { entry: Contributor; identity: Identity; votes: Map<ContributorRole, number> };

/** A role that was said weighs more than authorship taken from a main entry; what is not known weighs nothing. */
function weightOf({ role, isMain }: Contributor): number {
  if (role === "other") return 0;
  return role === "author" && isMain ? 1 : 1.1;
}

/**
 * Contributors of several records as persons: each once, in all forms, in the role with the most evidence. Different Han
 * names are different persons whatever their Latin form.
 */
export function mergeContributors(list: readonly Contributor[]): Contributor[] {
  if (list.length <= 1) return list.map((entry) => withForms({ ...entry, forms: [] }, entry));
  const persons: Person[] = [];
  // Names in Han first: a Latin form alone joins the one it stands for, or the first of several.
  const identities = list.map((entry) => ({ entry, identity: identityOf(entry) }));
  const owners = new Map<Contributor, Person>();
  for (const pass of [true, false])
    for (const { entry, identity } of identities)
      if (identity.han.length > 0 === pass) owners.set(entry, place(persons, entry, identity));
  const merged: Person[] = [];
  for (const entry of list) {
    const person = owners.get(entry)!;
    if (!merged.includes(person)) merged.push(person);
  }
  return merged.map((person) => {
    const [role] = [...person.votes].sort((a, b) => b[1] - a[1])[0] ?? ["other"];
    return preferOriginalScript({ ...person.entry, role: role as ContributorRole });
  });
}

function place(persons: Person[], entry: Contributor, identity: Identity): Person {
  const known = persons.find(
    (person) => person.entry.isCorporate === entry.isCorporate && isSamePerson(person.identity, identity),
  );
  const person = known ?? { entry: { ...entry, forms: [] }, identity, votes: new Map() };
  if (known) {
    known.entry.isMain ||= entry.isMain;
    known.entry.dates ??= entry.dates;
    known.entry.title ??= entry.title;
    known.entry.authority ??= entry.authority;
    known.entry.entry ??= entry.entry;
    known.identity = {
      han: [...new Set([...known.identity.han, ...identity.han])],
      latin: [...known.identity.latin, ...identity.latin],
      born: known.identity.born ?? identity.born,
    };
  } else persons.push(person);
  const weight = weightOf(entry);
  if (weight > 0) person.votes.set(entry.role, (person.votes.get(entry.role) ?? 0) + weight);
  withForms(person.entry, entry);
  return person;
}

function withForms(target: Contributor, source: Contributor): Contributor {
  for (const form of [source.value, ...source.forms]) addForm(target, form);
  for (const key of ["dates", "title", "entry", "authority"] as const)
    if (target[key] === undefined) delete target[key];
  return target;
}

function addForm(target: Parallel, form: string): void {
  if (form === target.value || target.forms.includes(form) || target.forms.length >= MOST_FORMS) return;
  target.forms.push(form);
}

/** Han before Latin when both are known for one name; of Latin forms the inverted one, which catalogues enter a name under. */
function preferOriginalScript(entry: Contributor): Contributor {
  if (hasHan(entry.value)) return entry;
  const better =
    entry.forms.find(hasHan) ??
    (entry.isCorporate || entry.value.includes(",") || !/\p{Script=Latin}/u.test(entry.value)
      ? undefined
      : entry.forms.find((form) => form.includes(",")));
  if (!better) return entry;
  entry.forms = [entry.value, ...entry.forms.filter((form) => form !== better)];
  entry.value = better;
  return entry;
}

/**
 * Subjects of several records, each once in all its forms. An equal Han form joins two; different Han forms are different
 * subjects, whatever their Latin form.
 */
export function mergeSubjects(list: readonly Parallel[]): Parallel[] {
  const byKey = new Map<string, { target: Parallel; han: Set<string> }[]>();
  const merged: Parallel[] = [];
  for (const entry of list) {
    const forms = [entry.value, ...entry.forms];
    const keys = forms.map((form) => foldKey(form));
    const han = new Set(keys.filter((_, i) => hasHan(forms[i]!)));
    const joins = (known: { han: Set<string> }): boolean =>
      han.size === 0 || known.han.size === 0 || [...han].some((key) => known.han.has(key));
    const known = keys.flatMap((key) => byKey.get(key) ?? []).find(joins);
    const group = known ?? { target: { value: entry.value, forms: [] }, han: new Set<string>() };
    if (!known) merged.push(group.target);
    for (const key of han) group.han.add(key);
    for (const [i, form] of forms.entries()) {
      const groups = byKey.get(keys[i]!) ?? [];
      if (!groups.includes(group)) byKey.set(keys[i]!, [...groups, group]);
      addForm(group.target, form);
    }
  }
  return merged;
}
