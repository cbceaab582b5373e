import { sql } from "kysely";
import { type Actor, demand } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { publish } from "../kernel/outbox.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { LocalText } from "../kernel/text.ts";
import { isTimeZone } from "../kernel/time.ts";
import { regionZone } from "./region.ts";

/** A library of the consortium, with the circulation defaults of what it owns. */
export type Member = {
  id: number;
  /** Stable short name such as `JINHE`: a capital, then capitals and digits, 2 to 16 in all. */
  code: string;
  name: LocalText;
  /** Which import profile reads this member's records; null: the general one. */
  importProfile: string | null;
  /** IANA zone in which this member's dates are counted. */
  timeZone: string;
  loanDays: number;
  renewalsMax: number;
  /** Days a captured hold waits on the shelf. */
  shelfDays: number;
};

/** What `addMember` needs; absent figures take the defaults of the table. */
export type NewMember = {
  code: string;
  name: LocalText;
  importProfile?: string | null;
  timeZone?: string;
  loanDays?: number;
  renewalsMax?: number;
  shelfDays?: number;
  /** Name and address of the main branch `MAIN`; its name defaults to the member's. */
  mainBranch?: { name?: LocalText; address?: LocalText };
};

/** Code of the branch every member is born with. */
const MAIN_BRANCH = "MAIN";
const MEMBERS_MAX = 200;
/** Outbox topic: a library has joined. Payload `{ memberId: number }`. */
export const MEMBER_ADDED = "member-added";

type MemberRow = {
  id: number;
  code: string;
  name: LocalText;
  import_profile: string | null;
  time_zone: string;
  loan_days: number;
  renewals_max: number;
  shelf_days: number;
};
const COLUMNS = sql`m.id, m.code, m.name, m.import_profile, m.time_zone, m.loan_days, m.renewals_max, m.shelf_days`;

/**
 * Takes a library into the consortium together with its main branch `MAIN`.
 * Refuses: `forbidden` 403, `time-zone-unknown` 400, `member-code-invalid` 400, `name-missing` 400,
 * `circulation-default-invalid` 400, `member-exists` 409.
 */
export async function addMember(tx: Tx, actor: Actor, input: NewMember): Promise<Member> {
  demand(actor, ["consortium-admin"], null);
  const timeZone = input.timeZone ?? (await regionZone(tx));
  if (!isTimeZone(timeZone)) throw new Problem("time-zone-unknown", 400, { timeZone });
  const invalid = (): Problem => new Problem("circulation-default-invalid", 400);
  const row = await refuseOn(
    {
      member_code_unique: () => new Problem("member-exists", 409, { code: input.code }),
      member_code_form: () => new Problem("member-code-invalid", 400, { code: input.code }),
      member_name_given: () => new Problem("name-missing", 400),
      member_loan_days_range: invalid,
      member_renewals_max_range: invalid,
      member_shelf_days_range: invalid,
    },
    async () => {
      const { rows } = await sql<MemberRow>`
        insert into consortium.member as m
          (code, name, import_profile, time_zone, loan_days, renewals_max, shelf_days)
        values (${input.code}, ${JSON.stringify(input.name)}::jsonb, ${input.importProfile ?? null}, ${timeZone},
          ${input.loanDays ?? 30}, ${input.renewalsMax ?? 2}, ${input.shelfDays ?? 7})
        returning ${COLUMNS}`.execute(tx);
      return rows[0]!;
    },
  );
  await sql`
    insert into consortium.branch (member_id, code, name, address, is_main)
    values (${row.id}, ${MAIN_BRANCH}, ${JSON.stringify(input.mainBranch?.name ?? input.name)}::jsonb,
      ${JSON.stringify(input.mainBranch?.address ?? {})}::jsonb, true)`.execute(tx);
  await writeAudit(tx, actor, "member.add", { kind: "member", id: row.code }, row.id);
  await publish(tx, MEMBER_ADDED, { memberId: row.id });
  return toMember(row);
}

/** What of a member may change: all but its code. */
export type MemberChange = Partial<Omit<NewMember, "code" | "mainBranch">>;

/**
 * Changes a member's name and figures; what is absent stays. Refuses: `member-unknown` 404, `forbidden` 403,
 * `time-zone-unknown`, `name-missing`, `circulation-default-invalid` 400.
 */
export async function changeMember(
  tx: Tx,
  actor: Actor,
  code: string,
  change: MemberChange,
): Promise<Member> {
  const known = await findMemberByCode(tx, code);
  demand(actor, ["member-admin", "consortium-admin"], known.id);
  const next = { ...known, ...change };
  if (!isTimeZone(next.timeZone)) throw new Problem("time-zone-unknown", 400, { timeZone: next.timeZone });
  const invalid = (): Problem => new Problem("circulation-default-invalid", 400);
  const { rows } = await refuseOn(
    {
      member_name_given: () => new Problem("name-missing", 400),
      member_loan_days_range: invalid,
      member_renewals_max_range: invalid,
      member_shelf_days_range: invalid,
    },
    () =>
      sql<MemberRow>`update consortium.member as m set name = ${JSON.stringify(next.name)}::jsonb,
          import_profile = ${next.importProfile ?? null}, time_zone = ${next.timeZone}, loan_days = ${next.loanDays},
          renewals_max = ${next.renewalsMax}, shelf_days = ${next.shelfDays}
        where m.id = ${known.id} returning ${COLUMNS}`.execute(tx),
  );
  const detail = { changed: Object.keys(change) };
  await writeAudit(tx, actor, "member.change", { kind: "member", id: code }, known.id, detail);
  return toMember(rows[0]!);
}

/** All members, by code. */
export async function listMembers(db: Db): Promise<Member[]> {
  const { rows } = await sql<MemberRow>`
    select ${COLUMNS} from consortium.member m order by m.code limit ${MEMBERS_MAX}`.execute(db);
  return rows.map(toMember);
}

/** The member with this code. Refuses with `member-unknown` 404. */
export async function findMemberByCode(db: Db, code: string): Promise<Member> {
  const { rows } = await sql<MemberRow>`
    select ${COLUMNS} from consortium.member m where m.code = ${code}`.execute(db);
  if (!rows[0]) throw new Problem("member-unknown", 404, { code });
  return toMember(rows[0]);
}

/** The member with this id. Refuses with `member-unknown` 404. */
export async function getMember(db: Db, memberId: number): Promise<Member> {
  const { rows } = await sql<MemberRow>`
    select ${COLUMNS} from consortium.member m where m.id = ${memberId}`.execute(db);
  if (!rows[0]) throw new Problem("member-unknown", 404, { code: String(memberId) });
  return toMember(rows[0]);
}

/** One line of the list of members: who takes part and with how many branches. */
export type MemberLine = Member & { branchCount: number };

/** A page of members by code, starting behind `after`. */
export async function listMemberLines(
  db: Db,
  page: { after: string | null; limit: number },
): Promise<MemberLine[]> {
  const { rows } = await sql<MemberRow & { branch_count: number }>`
    select ${COLUMNS}, (select count(*) from consortium.branch b where b.member_id = m.id) as branch_count
    from consortium.member m where m.code > ${page.after ?? ""}
    order by m.code limit ${page.limit}`.execute(db);
  return rows.map((row) => ({ ...toMember(row), branchCount: row.branch_count }));
}

function toMember(row: MemberRow): Member {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    importProfile: row.import_profile,
    timeZone: row.time_zone,
    loanDays: row.loan_days,
    renewalsMax: row.renewals_max,
    shelfDays: row.shelf_days,
  };
}
