import { allRows } from "./row";
import { live, tableOf, wrongs } from "./table";

const STEP = 250;

async function faults() {
  const rows = allRows();
  const count = rows.reduce((sum, { cases }) => sum + cases.length, 0);
  console.error(`${count} runs of a stack under one or two faults each…`);
  const lived = await live(rows, (done) => {
    if (done % STEP === 0) console.error(`${done} of ${count}`);
  });
  console.log(tableOf(rows, lived));
  for (const wrong of wrongs(lived)) console.log(`wrong: ${wrong}`);
  if (wrongs(lived).length > 0) process.exitCode = 1;
}

void faults();
