// The process of the provider, which a door prepares before it loads anything else: at 140 MB, almost all of it Pulumi's
// own, a download of any size has 10 MB left.
import { setFlagsFromString } from "node:v8";
import { giveBack } from "./memory";

// Undici reads HTTP with WebAssembly, which V8 would optimize once a download keeps it busy: that takes 20 MB (Node 20:
// 40 MB) for a moment and makes no download faster. It needs both flags, and before undici first connects.
setFlagsFromString("--no-wasm-tier-up");
setFlagsFromString("--no-wasm-dynamic-tiering");
// Of what loading Pulumi has taken, 15 MB are dead by now.
giveBack();
