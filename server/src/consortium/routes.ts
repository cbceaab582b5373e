import { z } from "zod";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { cutPage, paging, readCursor } from "../kernel/paging.ts";
import { listBranches } from "./branches.ts";
import { nameOwnHosts } from "./host-names.ts";
import { findMemberByCode, listMemberLines } from "./members.ts";
import { branchListSchema, memberListSchema, memberParamsSchema } from "./schema.ts";

const tags = ["consortium"];

/** Mounts the public lists of members and branches. */
export function registerConsortium(app: App, deps: Pick<RouteDeps, "db">): void {
  nameOwnHosts(app);
  app.get(
    "/api/v1/members",
    {
      schema: {
        tags,
        summary: "List the members of the consortium",
        querystring: z.object(paging),
        response: { 200: memberListSchema, ...refusals(400) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const after = readCursor(cursor, z.tuple([z.string()]))?.[0] ?? null;
      return cutPage(await listMemberLines(deps.db, { after, limit: limit + 1 }), limit, ({ code }) => [
        code,
      ]);
    },
  );

  app.get(
    "/api/v1/members/:code/branches",
    {
      config: { refusals: { "member-unknown": 404 } },
      schema: {
        tags,
        summary: "List the branches of a member",
        params: memberParamsSchema,
        response: { 200: branchListSchema, ...refusals(400, 404) },
      },
    },
    async (request) => {
      const member = await findMemberByCode(deps.db, request.params.code);
      return { items: await listBranches(deps.db, { memberId: member.id }) };
    },
  );
}
