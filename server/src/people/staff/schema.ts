import { z } from "zod";
import { languages } from "../../kernel/text.ts";
import { roles } from "../words.ts";

const role = z.enum(roles);
const member = z.string().max(16).nullable().describe("Code of the library; null: the consortium's office");

/** Somebody who is taken in to work. */
export const newStaffSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    login: z.string().trim().min(2).max(64),
    email: z.string().trim().max(254).optional(),
    language: z.enum(languages).optional(),
    member,
    roles: z.array(role).min(1).max(roles.length),
  })
  .meta({ id: "NewStaff" });

/** A role of somebody at a library, or everywhere. */
export const roleGrantSchema = z
  .strictObject({ login: z.string().trim().min(1).max(64), role, member })
  .meta({ id: "RoleGrant" });
/** A role that is taken away. */
export const roleEndSchema = z.strictObject({ personId: z.string().max(60), role, member });

/** Somebody who works at a library, or in the office. */
export const staffMemberSchema = z
  .object({
    personId: z.string(),
    name: z.string(),
    login: z.string().nullable(),
    roles: z.array(role),
    mustChoosePassword: z.boolean().describe("Holds a password for one sign-in, or one too weak for staff"),
  })
  .meta({ id: "StaffMember" });

/** Which library's staff; absent: the office's. */
export const staffFilterSchema = z.strictObject({ member: z.string().max(16).optional() });
