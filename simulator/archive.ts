import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Content, contentOf, joined, repeated } from "./content";

/** Its length is prime, so that no round offset into the padding looks like another. */
const padding = createHash("shake256", { outputLength: 65_521 }).update("padding").digest();

/**
 * A zip with one stored entry, `data`. Padding to at least `size` bytes (less than 4 GiB) lies between the entry
 * and the central directory, where a zip may hold anything.
 */
export function archiveOf(data: string, size: number): Content {
  const entry = zipEntry("data", Buffer.from(data));
  const overhead = entry.local.length + directory(entry.central, 0).length;
  const gap = Math.max(size - overhead, 0);
  return joined(
    contentOf(entry.local),
    repeated(padding, gap),
    contentOf(directory(entry.central, entry.local.length + gap)),
  );
}

function zipEntry(name: string, data: Buffer): { local: Buffer; central: Buffer } {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0); // version needed
  facts.writeUInt16LE(0x21, 8); // 1980-01-01, the earliest date
  facts.writeUInt32LE(crc32(data), 10);
  facts.writeUInt32LE(data.length, 14);
  facts.writeUInt32LE(data.length, 18);
  facts.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), facts, Buffer.from(name), data]);
  const madeBy = Buffer.from([20, 0]);
  const central = [Buffer.from("PK\x01\x02"), madeBy, facts, Buffer.alloc(14), Buffer.from(name)];
  return { local, central: Buffer.concat(central) };
}

/** The central directory of one entry, and the record that ends a zip. */
function directory(central: Buffer, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4); // entries on this disk
  end.writeUInt16LE(1, 6); // entries
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([central, Buffer.from("PK\x05\x06"), end]);
}
