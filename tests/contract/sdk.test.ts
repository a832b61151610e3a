import { SquareCloudAPI } from "@squarecloud/api";
import { type Simulator, startSimulator } from "../../simulator";

const realFetch = globalThis.fetch;

/** The SDK's two origins are fixed, so its requests are sent on to the simulator; answers come back as they are. */
function pointTo(cloud: Simulator) {
  globalThis.fetch = (input, init) => {
    const url = String(input)
      .replace("https://api.squarecloud.app", cloud.url)
      .replace("https://snapshots.squarecloud.app", `${cloud.url}/archives`);
    expect(url.startsWith(cloud.url)).toBe(true);
    return realFetch(url, init);
  };
}

afterEach(() => {
  globalThis.fetch = realFetch;
});

test("the published SDK takes, lists, downloads and restores a snapshot", async () => {
  await using cloud = await startSimulator();
  pointTo(cloud);
  cloud.setCapture(cloud.applicationId, 0);
  const sdk = new SquareCloudAPI(cloud.apiKey);
  const app = await sdk.applications.fetch(cloud.applicationId);
  cloud.write(cloud.applicationId, "before");

  const { url } = await app.snapshots.create();
  const [version] = cloud.versions(cloud.applicationId);
  const [listed] = await app.snapshots.list();
  expect(listed?.modifiedAt).toEqual(version?.takenAt);
  expect((await listed?.download())?.toString()).toContain("before");
  expect(url).not.toContain("versionId");
  expect(cloud.requests("download").map(({ status, carriedKey }) => ({ status, carriedKey }))).toEqual([
    { status: 200, carriedKey: false },
  ]);

  cloud.write(cloud.applicationId, "after");
  // this SDK has no method for restores; its request function, which all methods use, sends one
  const body = { snapshotId: version?.snapshotId, versionId: version?.versionId };
  const path = `apps/${cloud.applicationId}/snapshots/restore`;
  const answer: unknown = await Reflect.apply(sdk.api.request, sdk.api, [path, { method: "POST", body }]);
  expect(answer).toEqual({ status: "success" });
  expect((await app.getStatus()).running).toBe(false);
  cloud.advance(60);
  expect(cloud.read(cloud.applicationId)).toBe("before");
  expect((await app.getStatus()).running).toBe(true);
});

test("the published SDK reads the account and its applications", async () => {
  await using cloud = await startSimulator();
  pointTo(cloud);
  const user = await new SquareCloudAPI(cloud.apiKey).user.get();
  expect(user.id).toBe(cloud.accountId);
  expect([...user.applications.keys()]).toEqual([cloud.applicationId]);
});

test("the published SDK understands the simulator's failures", async () => {
  await using cloud = await startSimulator();
  pointTo(cloud);
  const sdk = new SquareCloudAPI(cloud.apiKey);
  await expect(sdk.applications.fetch("f".repeat(32))).rejects.toThrow("App Not Found");
  cloud.next("get", "HTML 502 before handling");
  await expect(sdk.applications.fetch(cloud.applicationId)).rejects.toThrow("Server Unavailable");
});
