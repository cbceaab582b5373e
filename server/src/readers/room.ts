import type { Room } from "../kernel/room.ts";
import { activationCommands } from "./activation-commands.ts";
import { erasePerson } from "./erasure.ts";
import { fileCommands, fileQueries, registerPhoto } from "./file/doors.ts";
import { sweepReaderPhotos } from "./file/photos.ts";

/** The room as the list of rooms knows it; the doors of merging are opened over what all rooms say (app.ts). */
export const room: Room = {
  name: "readers",
  enters: ["files", "consortium", "people", "sessions", "circulation"],
  commands: [...activationCommands, ...fileCommands],
  queries: fileQueries,
  routes: registerPhoto,
  jobs: (deps) => ({ "readers-photo-sweep": () => sweepReaderPhotos(deps) }),
  schedule: ["40 20 * * * readers-photo-sweep"],
  ofReader: {
    follows: ["readers.note.person_id", "readers.guarantor.person_id", "readers.photo.person_id"],
  },
  erasePerson,
};
