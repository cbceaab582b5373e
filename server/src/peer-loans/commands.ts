import type { AnyCommand } from "../kernel/command.ts";
import { scan } from "./counter/counter-commands.ts";
import { loanCommands } from "./loan-commands.ts";
import { readerCommands } from "./readers/reader-commands.ts";

/** Every write of this room. */
export const peerLoansCommands: readonly AnyCommand[] = [...loanCommands, ...readerCommands, scan];
