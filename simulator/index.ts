export type { AccountOptions } from "./account";
export type { Fault, FaultOptions } from "./fault";
export type { AccountHandle, SnapshotOptions } from "./handle";
export type { KeyOptions } from "./key";
export type { LogEntry } from "./log";
export type { Call } from "./route";
export { type Simulator, type SimulatorOptions, startSimulator } from "./simulator";
export type { ApplicationOptions, DatabaseOptions, Engine, Restore, TargetOptions } from "./target";
export type { Origin, Version } from "./version";
