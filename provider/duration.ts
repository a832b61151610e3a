const UNITS: { [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `90s`, `10m`, `1h30m` or `2d`; undefined where it is none. */
export function durationFrom(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?[smhd])+$/.test(text)) return undefined;
  const parts = text.match(/[\d.]+[smhd]/g) ?? [];
  return parts.reduce((sum, part) => sum + Number.parseFloat(part) * (UNITS[part.slice(-1)] ?? 0), 0);
}
