import type { z } from "zod";
import type {
  harvestSchema,
  newHarvestSchema,
  newSourceSchema,
  reconciliationSchema,
  sourceChangeSchema,
  sourceSchema,
} from "../../../server/src/harvesting/schema.ts";

type Id = { id: string | number };

/** Operations of sources that records come from by themselves, in the server's own shapes. */
export type HarvestOperations = {
  "GET /harvest-sources": { answer: { items: z.output<typeof sourceSchema>[] } };
  "POST /harvest-sources": {
    body: z.input<typeof newSourceSchema>;
    answer: z.output<typeof sourceSchema>;
  };
  "PUT /harvest-sources/:id": {
    params: Id;
    body: z.input<typeof sourceChangeSchema>;
    answer: z.output<typeof sourceSchema>;
  };
  "DELETE /harvest-sources/:id": { params: Id; answer: undefined };
  "GET /harvest-sources/:id/harvests": {
    params: Id;
    answer: { items: z.output<typeof harvestSchema>[] };
  };
  "POST /harvest-sources/:id/harvests": {
    params: Id;
    body: z.input<typeof newHarvestSchema>;
    answer: { id: string };
  };
  "GET /harvest-sources/:id/reconciliation": {
    params: Id;
    answer: z.output<typeof reconciliationSchema>;
  };
};
