import { z } from "zod";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { RefusalTable } from "../kernel/refusals.ts";
import type { Clock } from "../kernel/time.ts";

/**
 * One way to a title. `hours`: earliest and latest it is in the reader's hands, an honest guess; `reason`: a code the
 * pages say in words. All of them are free of charge. What else a way has is its option's own.
 */
export type Way = { kind: string; hours: [from: number, to: number]; reason: string };

/** The shape of one kind of way in the API. */
export function wayShape<Kind extends string, Own extends z.ZodRawShape>(kind: Kind, own: Own) {
  return z.object({
    kind: z.literal(kind),
    hours: z
      .tuple([z.number(), z.number()])
      .describe("Earliest and latest hours until it is in the reader's hands, an estimate"),
    reason: z.string().describe("Code of why this way is offered"),
    ...own,
  });
}

/** Who asks for which title: nobody who is signed in has null for a person. */
export type WayQuestion = {
  readonly instanceId: number;
  readonly personId: string | null;
  readonly homeMemberId: number | null;
  readonly pickupBranchId: number | null;
  /** What they see of records and copies (a viewer of `audience`); absent: what everybody does. */
  readonly sight?: readonly number[] | "all" | undefined;
  /** What its record says; undefined: it is not for whoever asks. */
  readonly title: Promise<{ brief: { carrier: string; urls: { url: string }[] } } | undefined>;
  /** What several options need is asked of the database once. */
  once<T>(what: string, find: () => Promise<T>): Promise<T>;
};

/** A way as a page says it. `value`: what the form sends for it; null when nothing is sent. `href`: a link that leads there. */
type WayWords = { value: string | null; what: string; why: string; href: string | null };
/** Names of places in the reader's language; empty for an unknown one. */
export type PlaceNames = { branch(id: number): string; library(id: number): string };

/** A title that somebody asks for, when the turn of a way has come. */
type AskedTitle = {
  instanceId: number;
  pickupBranchId: number | null;
  part: string | null;
  anyEdition: boolean;
};

/** What became of a way: `yes` promises the book, `win` hands it over, `leave`: its reader wants it no more. */
export type WayOutcome = "yes" | "win" | "fail" | "leave";

/** How somebody's help is asked for. A reference is what the room knows a question by, such as a hold. */
export type Asking<W extends Way = Way> = {
  /** It comes to a branch, so it needs one. */
  readonly toBranch: boolean;
  /** Of those asked at the same time, so many are of this kind. */
  readonly atOnce: number;
  /** Whose yes it is: `notice.get-it-<who>-first`. */
  readonly saysYes: "owner" | "library";
  /** What the reader is told when it is asked: a message, with `branch` for where it is picked up. */
  readonly told: string;
  /** What asking may refuse. */
  readonly refusals: RefusalTable;
  /** What is kept of the way until its turn comes. */
  keep(way: W): Record<string, string>;
  /** Asks. `askedWith`: the question it is part of, when several are asked at once. `isYes`: it said yes at once. */
  begin(
    tx: Tx,
    actor: Actor,
    clock: Clock,
    asked: AskedTitle,
    kept: Readonly<Record<string, string>>,
    askedWith: string | undefined,
  ): Promise<{ id: string; isYes: boolean }>;
  /** Another was first; false when it has gone too far: the book is in the reader's hands. */
  takeBack(tx: Tx, actor: Actor, clock: Clock, reference: string): Promise<boolean>;
  /** The reader wants it no more. */
  withdraw(tx: Tx, actor: Actor, clock: Clock, reference: string): Promise<unknown>;
  /** Where the room says how it went: a topic, by which name it is heard, and what a message means; null: nothing yet. */
  readonly hears: readonly {
    topic: string;
    name: string;
    read(payload: unknown): { references: string[]; outcome: WayOutcome; reason: string } | null;
  }[];
};

/**
 * A way in which a reader gets a title, as the room that can give it declares it in its `room.ts`. Its words are
 * `ways.next.<kind>` (what happens when it is chosen) and `wish.way.<kind>` (its name on the account).
 */
export type DeliveryOption<W extends Way = Way> = {
  readonly kind: string;
  /** Of ways that are equally quick the lowest stands first; of those asked at once the highest is asked first. */
  readonly order: number;
  /** Its shape in the API, `kind` a literal. */
  readonly schema: z.ZodObject;
  find(db: Db, clock: Clock, question: WayQuestion): Promise<W[]>;
  words(way: W, site: SiteContext, names: PlaceNames): WayWords;
  /** Absent: nobody has to be asked. */
  readonly asking?: Asking<W>;
};
