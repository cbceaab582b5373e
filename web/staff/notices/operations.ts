import type { z } from "zod";
import type {
  newWordingSchema,
  noticeTextSchema,
  wordingPlaceSchema,
  wordingSchema,
} from "../../../server/src/notices/schema.ts";
import type { Code, Items } from "../operations.ts";

/** What the page of notices' words asks for: see `Operations`. */
export type NoticeOperations = {
  "GET /members/:code/notice-texts": { params: Code; answer: Items<typeof noticeTextSchema> };
  "PUT /members/:code/notice-texts": {
    params: Code;
    body: z.input<typeof newWordingSchema>;
    answer: undefined;
  };
  "DELETE /members/:code/notice-texts": {
    params: Code;
    body: z.input<typeof wordingPlaceSchema>;
    answer: undefined;
  };
  "POST /members/:code/notice-texts/preview": {
    params: Code;
    body: z.input<typeof newWordingSchema>;
    answer: z.output<typeof wordingSchema>;
  };
  "POST /members/:code/notice-texts/test-mail": {
    params: Code;
    body: z.input<typeof newWordingSchema>;
    answer: { to: string };
  };
};
