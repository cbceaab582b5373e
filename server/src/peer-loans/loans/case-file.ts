import { sql } from "kysely";
import type { FileStore, PhotoSize, StoredFile } from "../../files/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { openPhoto, photoIdsOf } from "../../shelves/index.ts";
import { refuse } from "../refusals.ts";
import type { CaseFile } from "../schema.ts";
import { isCase } from "./loan-states.ts";
import { getSharedLoan } from "./loan-views.ts";

const MOST_MESSAGES = 200;

/**
 * What both sides of an open quarrel can show, for themselves and for its mediator: their messages, and every picture of
 * the copy. Refuses `loan-unknown` 404 to everybody else, and when no quarrel is open.
 */
export async function caseFileOf(db: Db, clock: Clock, actor: Actor, loanId: string): Promise<CaseFile> {
  const loan = await getSharedLoan(db, clock, actor, loanId);
  if (!isCase(loan.state)) throw refuse("loan-unknown");
  const { rows } = await sql<{ is_lender: boolean; text: string; at: Date }>`
    select m.sender_id = l.lender_id as is_lender, m.text, m.at
    from peer_loans.message m join peer_loans.loan l on l.id = m.loan_id
    where m.loan_id = ${loan.id} order by m.at, m.id limit ${MOST_MESSAGES}`.execute(db);
  return {
    messages: rows.map((row) => ({
      by: row.is_lender ? "lender" : "borrower",
      text: row.text,
      at: row.at.toISOString(),
    })),
    photoIds: await photoIdsOf(db, loan.copyId),
  };
}

/** One picture of a case. Refuses as `caseFileOf`, then `photo-unknown` 404. */
export async function readCasePhoto(
  deps: { db: Db; clock: Clock; files: FileStore },
  actor: Actor,
  wanted: { loanId: string; photoId: string; size: PhotoSize },
): Promise<StoredFile> {
  const { photoIds } = await caseFileOf(deps.db, deps.clock, actor, wanted.loanId);
  const file = photoIds.includes(wanted.photoId)
    ? await openPhoto(deps.files, wanted.photoId, wanted.size)
    : undefined;
  if (!file) throw refuse("photo-unknown");
  return file;
}
