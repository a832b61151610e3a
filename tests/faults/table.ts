import type { Life } from "./life";
import type { Case, Row } from "./row";

/** A case and what became of it. */
export interface Lived {
  row: Row;
  one: Case;
  life: Life;
}

/** More than fit the cores: they wait more than they work. */
const AT_ONCE = 48;

const COLUMNS: [title: string, figure: (life: Life) => number][] = [
  ["runs", () => 1],
  ["ups", ({ ups }) => ups],
  ["POSTs applied", ({ applied }) => applied],
  ["duplicates", ({ duplicates }) => duplicates],
  ["restores applied", ({ restores }) => restores],
  ["lost", ({ lost }) => lost],
  ["unfinished", ({ unfinished }) => unfinished],
  ["errors", ({ errors }) => errors],
  ["without a remedy", ({ bare }) => bare],
  ["with a secret", ({ leaks }) => leaks],
];

/** Lives all cases, in any order. */
export async function live(rows: Row[], onLived: (done: number) => void = () => undefined): Promise<Lived[]> {
  const waiting = rows.flatMap((row) => row.cases.map((one) => ({ row, one }))).values();
  const lived: Lived[] = [];
  async function work() {
    for (const { row, one } of waiting) {
      lived.push({ row, one, life: await one.live() });
      onLived(lived.length);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return lived;
}

/** A line for each case that went wrong. */
export const wrongs = (lived: Lived[]): string[] =>
  lived
    .filter(({ life }) => isWrong(life))
    .map(({ row, one, life }) => `${row.name}: ${one.name}: ${JSON.stringify(life)}`);

const isWrong = ({ duplicates, lost, unfinished, bare, leaks }: Life) =>
  duplicates + lost + unfinished + bare + leaks > 0;

/** A line for each row, and one for all. */
export function tableOf(rows: Row[], lived: Lived[]): string {
  const lines = rows.map((row) => [row.name, ...figuresOf(lived.filter((one) => one.row === row))]);
  const table = [["", ...COLUMNS.map(([title]) => title)], ...lines, ["all", ...figuresOf(lived)]];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => (line[column] ?? "").length))) ?? [];
  return table
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

const figuresOf = (lived: Lived[]) =>
  COLUMNS.map(([, figure]) => String(lived.reduce((sum, { life }) => sum + figure(life), 0)));
