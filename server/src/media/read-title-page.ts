import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { photoBytes, pictureCodes } from "../files/index.ts";
import { type CommandDeps, commandsOf } from "../kernel/command.ts";
import { PICTURE_BYTES, writePicture } from "../kernel/images/pictures.ts";
import { staff } from "../people/index.ts";
import { findPrograms, type Recognised, recognise } from "./programs.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { titlePageReadingSchema } from "./schema.ts";
import { readTitlePage } from "./title-page.ts";

const command = commandsOf(refusalTable);
/** Enough for the small print of an imprint, and read in seconds. */
const PHOTO = { edge: 2400, as: "photo" } as const;
/** Languages of the books of a region, as far as they are installed. */
const WANTED = ["chi_sim", "chi_tra", "eng"];

/** The words in the photo that came with a request; nothing of it is kept. Refuses as `writePicture`, and `media-program-missing` 503. */
async function recogniseUpload({ upload }: Pick<CommandDeps, "upload">): Promise<Recognised> {
  const picture = await writePicture(await photoBytes(upload), PHOTO);
  const { tesseract, languages } = await findPrograms();
  if (tesseract === null) throw refuse("media-program-missing", { program: "tesseract" });
  const usable = WANTED.filter((one) => languages.includes(one));
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-title-page-"));
  try {
    const path = join(folder, "photo.jpg");
    await writeFile(path, picture.bytes);
    return await recognise(path, usable.length > 0 ? usable : languages.slice(0, 1));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A read with a picture for its question. */
export const readTitlePageCommand = command({
  name: "media.read-title-page",
  summary:
    "What the photo of a title page or its verso says of the book, as far as it can be recognised (multipart)",
  path: "/title-page-readings",
  status: 200,
  who: staff("catalogue.edit", "somewhere"),
  params: z.object({}),
  input: z.strictObject({}),
  output: titlePageReadingSchema,
  fileBytes: () => PICTURE_BYTES,
  refusals: ["media-program-missing", ...pictureCodes],
  audit: "events",
  prepare: async (deps) => await recogniseUpload(deps),
  run: async (_tx, _actor, _clock, _params, _input, { text, confidence }) => ({
    ...readTitlePage(text),
    text,
    confidence,
  }),
});
