export { type Archive, type DownloadOptions, downloadSnapshot } from "./download";
export {
  type GetSnapshotsArgs,
  type GetSnapshotsOutputArgs,
  type GetSnapshotsOutputOptions,
  getLatestSnapshot,
  getLatestSnapshotOutput,
  getSnapshots,
  getSnapshotsOutput,
  type SnapshotInfo,
} from "./getSnapshots";
export { Provider, type ProviderArgs } from "./provider";
export { type SafetySnapshot, SnapshotRestore, type SnapshotRestoreArgs } from "./restore";
export { Snapshot, type SnapshotArgs } from "./snapshot";
