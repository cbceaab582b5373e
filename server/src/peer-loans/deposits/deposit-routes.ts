import { z } from "zod";
import { type App, type RouteDeps, refusals } from "../../kernel/http.ts";
import { runCommand } from "../../neighbours/index.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { setDeposit } from "./deposits.ts";

const tags = ["sharing"];
const idParams = z.object({ id: uuidSchema });
const nothing = z.object({});

/** Mounts what is to be held while a copy is out. */
export function registerDeposits(app: App, deps: RouteDeps): void {
  app.put(
    "/api/v1/sharing/copies/:id/deposit",
    {
      schema: {
        summary: "What is to be held while a copy of mine is out, in fen; 0: nothing",
        tags,
        params: idParams,
        body: z.object({ amount: z.number().int().min(0).max(50_000) }),
        response: { 200: nothing, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await runCommand(deps, request, "set-deposit", [id, request.body], (tx, actor) =>
        setDeposit(tx, actor, deps.config, id, request.body.amount),
      );
      return {};
    },
  );
}
