import { HOUR_MS } from "../kernel/time.ts";

/** How far a post is seen, by the hours since it was written: whoever lives nearest is asked first. */
export const rings = [
  { afterHours: 0, km: 3 },
  { afterHours: 24, km: 10 },
  { afterHours: 72, km: 50 },
] as const;

/** Kilometres around its writer within which a post is seen now. */
export function ringKm(createdAt: Date, now: Date): number {
  const hours = (now.getTime() - createdAt.getTime()) / HOUR_MS;
  return rings.findLast((ring) => hours >= ring.afterHours)?.km ?? rings[0].km;
}

/** The book in somebody's words: what stands in 《》, else all of it without the asking around it. */
export function bookIn(words: string): string {
  const named = /《([^》]+)》/u.exec(words);
  if (named) return named[1]!.trim();
  return words
    .replace(
      /^(?:求购|求借|求|想要|想借|想找|寻|尋|谁有|誰有|有没有|有沒有|looking for|wanted|seeking)[\s:：]*/iu,
      "",
    )
    .replace(/[吗嗎？?！!。.]+$/u, "")
    .trim();
}
