import { briefRows } from "./row";
import { live, tableOf, wrongs } from "./table";

jest.setTimeout(300_000);

test("whatever happens to one request: nothing is doubled, nothing lost, and each error says what to do", async () => {
  const rows = briefRows();
  const lived = await live(rows);
  process.stdout.write(`${tableOf(rows, lived)}\n`);
  expect(wrongs(lived)).toEqual([]);
});
