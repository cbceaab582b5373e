import { z } from "zod";
import { photoSizes, regionFiles } from "../files/index.ts";
import { type App, originOf, type RouteDeps } from "../kernel/http.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { requirePerson } from "../people/index.ts";
import { sendPhoto } from "../shelves/index.ts";
import { readCasePhoto } from "./loans/case-file.ts";
import { getSharedLoan } from "./loans/loan-views.ts";
import { loanParams } from "./loans/move-commands.ts";
import { appointmentCalendar } from "./meeting/appointments.ts";

const tags = ["peer-loans"];

/** Mounts what is read as a file: the appointment of a loan, and the pictures of an open case. */
export function registerLoanFiles(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/sharing/loans/:id/appointment.ics",
    {
      config: { refusals: { "sign-in-needed": 401, "loan-unknown": 404, "appointment-unknown": 404 } },
      schema: { summary: "The appointment as a calendar file", tags, params: loanParams },
    },
    async (request, reply) => {
      const { id } = request.params;
      const actor = requirePerson(request);
      const loan = await getSharedLoan(deps.db, deps.clock, actor, id);
      const origin = originOf(request, deps.config);
      const file = await appointmentCalendar(deps.db, deps.clock, actor.personId, id, {
        summary: loan.title ?? "",
        url: `${origin}/sharing/loans/${id}`,
      });
      return reply
        .type("text/calendar; charset=utf-8")
        .header("content-disposition", 'attachment; filename="commonshelf.ics"')
        .send(file);
    },
  );
  const files = regionFiles(deps.config);
  app.get(
    "/api/v1/sharing/loans/:id/photos/:photo",
    {
      config: { refusals: { "sign-in-needed": 401, "loan-unknown": 404, "photo-unknown": 404 } },
      schema: {
        summary: "A picture of an open case, for its parties and its mediator",
        tags,
        params: z.object({ id: uuidSchema, photo: uuidSchema }),
        querystring: z.object({ size: z.enum(photoSizes).default("full") }),
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id: loanId, photo: photoId } = request.params;
      const wanted = { loanId, photoId, size: request.query.size };
      return sendPhoto(reply, await readCasePhoto({ ...deps, files }, actor, wanted));
    },
  );
}
