import { DownloadError, onDisk } from "../../provider/archive/errors";
import { archiveName } from "../../provider/archive/place";

test.each([
  ["2026-11-22T13:05:03.000Z", "a-2026-11-22T130503Z.zip"],
  ["2026-11-22T13:05:03.120Z", "a-2026-11-22T130503Z.zip"],
])("an archive of %s is called %s", (createdAt, name) => {
  expect(archiveName("a", createdAt)).toBe(name);
});

test.each([
  { code: "ENOSPC", says: "the disk is full", isResumable: false },
  { code: "EDQUOT", says: "quota is used up", isResumable: false },
  { code: "EACCES", says: "may not write there", isResumable: true },
  { code: "EROFS", says: "read-only", isResumable: true },
  { code: "EISDIR", says: "there is a folder of that name", isResumable: true },
  { code: "EIO", says: "cannot be written", isResumable: true },
])("$code: $says", async ({ code, says, isResumable }) => {
  const fails = onDisk("/a.zip", () => Promise.reject(Object.assign(new Error("of the system"), { code })));
  const error = await fails.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DownloadError);
  expect(error).toMatchObject({
    code,
    isResumable,
    message: expect.stringMatching(`^/a\\.zip: .*${says}.*: ${code}\\. `),
  });
});
