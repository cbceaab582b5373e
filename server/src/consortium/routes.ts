import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { listBranches } from "./branches.ts";
import { findMemberByCode, listMemberLines } from "./members.ts";
import { branchListSchema, memberListSchema, memberPageSchema, memberParamsSchema } from "./schema.ts";

const tags = ["consortium"];

/** Mounts the public lists of members and branches. */
export function registerConsortium(app: App, deps: Pick<RouteDeps, "db">): void {
  app.get(
    "/api/v1/members",
    {
      schema: {
        tags,
        summary: "List the members of the consortium",
        querystring: memberPageSchema,
        response: { 200: memberListSchema, ...refusals(400) },
      },
    },
    async (request) => {
      const { after, limit } = request.query;
      const lines = await listMemberLines(deps.db, { after: after ?? null, limit: limit + 1 });
      const items = lines.slice(0, limit);
      return { items, next: lines.length > limit ? (items.at(-1)?.code ?? null) : null };
    },
  );

  app.get(
    "/api/v1/members/:code/branches",
    {
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
