import { z } from "zod";
import { readerNameSchema } from "../neighbours/schema.ts";

const text = z.string();

const salonFields = {
  title: z.string().trim().min(2).max(120),
  about: z.string().trim().max(2000).default(""),
  branchId: z.number().int().positive().nullable().default(null),
  place: z.string().trim().max(200).default("").describe("Empty: the branch's name"),
  startsAt: z.iso.datetime({ offset: true }),
  minutes: z.number().int().min(15).max(720).default(90),
  seats: z.number().int().min(2).max(1000).nullable().default(null).describe("Null: room for everybody"),
};

export const salonChangesSchema = z.strictObject(salonFields).meta({ id: "SalonChanges" });
export const newSalonSchema = z
  .strictObject({
    ...salonFields,
    circleId: z
      .string()
      .max(60)
      .nullable()
      .default(null)
      .describe("Null: for everybody; visitors without an account see it too, of its place only the library"),
  })
  .meta({ id: "NewSalon" });

export const salonSchema = z
  .object({
    id: text,
    title: text,
    about: text,
    circle: text.nullable(),
    branchId: z.number().int().nullable(),
    place: text.describe("Empty: told to whoever is signed in"),
    startsAt: text,
    minutes: z.number().int(),
    seats: z.number().int().nullable(),
    going: z.number().int(),
    waiting: z.number().int(),
    state: z.enum(["planned", "cancelled"]),
    hasBegun: z.boolean(),
    isOver: z.boolean(),
    isOn: z.boolean(),
    mine: z.enum(["going", "waiting"]).nullable(),
    before: z.number().int(),
    isCheckedIn: z.boolean(),
    mayHost: z.boolean(),
    isPublic: z.boolean(),
    host: readerNameSchema,
  })
  .meta({ id: "Salon" });

export const guestSchema = readerNameSchema
  .extend({ personId: text, state: z.enum(["going", "waiting"]), isCheckedIn: z.boolean() })
  .meta({ id: "SalonGuest" });

export const noteSchema = z
  .object({
    id: text,
    text,
    isOwn: z.boolean(),
    isPublic: z.boolean(),
    by: readerNameSchema,
    at: text,
  })
  .meta({ id: "SalonNote" });
