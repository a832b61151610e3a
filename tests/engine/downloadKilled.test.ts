import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { eventually } from "./eventually";
import { describeKills, killAll, killTheCli, pressTwice } from "./kill";
import { endProcessesOf } from "./processes";
import { createStack, RATE } from "./stack";

jest.setTimeout(120_000);

const SIZE = 5_000_000;

describeKills("killed while downloading", () => {
  test.each([killTheCli, killAll, pressTwice])(
    "$who: the next run takes the snapshot over, and goes on with its file",
    async ({ kill }) => {
      await using cloud = await startSimulator({ rate: RATE });
      const databaseId = cloud.addDatabase({ archiveBytes: SIZE });
      await using stack = await createStack(
        cloud,
        `
      const backup = new squarecloud.Snapshot("backup", {
        databaseId: "${databaseId}", downloadTo: "backups/", reuseWithin: "1d",
      });
      new Step("migrate", backup.archive.apply((archive) => archive?.sha256 ?? ""), { dependsOn: backup });
      `,
      );
      cloud.next("download", { cutAfter: 2_000_000 });
      cloud.next("download", "hang", { after: 1 });
      const up = stack.start("up");
      await eventually(() => cloud.requests("download").length === 2);
      await kill(up, stack);
      await stack.cli("cancel", "--yes");
      expect(await stack.ran()).toEqual([]);
      const backups = join(stack.folder, "backups");
      expect((await readdir(backups)).filter((name) => name.endsWith(".zip"))).toEqual([]);

      await stack.run("up");
      const { archive } = Object((await stack.state()).backup?.outputs);
      expect((await stat(archive.path)).size).toBe(SIZE);
      expect(await readdir(backups)).toHaveLength(1);
      expect(await stack.ran()).toEqual([`migrate ${archive.sha256}`]);
      expect(cloud.requests("create")).toHaveLength(1);
      expect(cloud.requests("download").at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/);
      await endProcessesOf(stack.folder);
    },
  );
});
