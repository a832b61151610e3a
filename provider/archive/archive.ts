import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { sweep } from "../memory";
import { codeOf } from "./errors";

/** A downloaded archive: a zip on this machine's disk. */
export interface Archive {
  /** Absolute. */
  path: string;
  /** Bytes. */
  size: number;
  /** Of the whole file, 64 hex characters. */
  sha256: string;
}

/** What has become of an archive; `unreadable` is a file that this user may not read. */
export type Condition = "intact" | "gone" | "damaged" | "unreadable";

/** Looks at the size, and reads the whole file only where that is right. */
export async function conditionOf({ path, size, sha256 }: Archive): Promise<Condition> {
  try {
    const file = await stat(path);
    if (!file.isFile() || file.size !== size) return "damaged";
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      sweep(chunk.length);
    }
    return hash.digest("hex") === sha256 ? "intact" : "damaged";
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "") ? "gone" : "unreadable";
  }
}
